//! In a browser the first page is asleep, and every later one is made here.

use std::collections::VecDeque;

use leptos::{
    html::Div,
    prelude::*,
    reactive::{computed::ScopedFuture, owner::WeakOwner},
    tachys::{
        hydration::Cursor,
        view::{Position, PositionState, RenderHtml},
    },
    task::{spawn_local, tick},
};
use leptos_router::{
    hooks::{use_location, use_params_map},
    params::ParamsMap,
};
use web_sys::Element;

use super::touch::{Touched, listen_for_touch};
use crate::ui::{FormState, Later, data::Loaded};

/// What arrived with the page, in the order in which it is asked for.
#[derive(Clone, Copy)]
struct Arrived(StoredValue<VecDeque<Loaded>>);

/// The next of what arrived with the page that is being woken.
pub fn arrived() -> Option<Loaded> {
    let Arrived(parcels) = use_context()?;
    parcels.try_update_value(VecDeque::pop_front)?
}

/// Nothing is sent from a browser.
pub fn keep(_: AsyncDerived<Loaded>) {}

/// Whether the page is the one that the server sent.
fn is_first() -> bool {
    Owner::current_shared_context().is_some_and(|context| context.during_hydration())
}

/// Loads the piece of a page before it is shown, unless it can wait.
pub async fn preload(page: Later) {
    if !is_first() {
        (page.preload)().await;
    }
}

/// Leaves the first page as it is until it is touched; makes every other.
pub async fn show(page: Later) -> AnyView {
    let Some(owner) = Owner::current().filter(|_| is_first()) else {
        return (page.view)().await;
    };
    let sleeper = Sleeper {
        page,
        owner: StoredValue::new(owner.downgrade()),
        place: NodeRef::new(),
        phase: StoredValue::new(Phase::Asleep),
        is_anew: RwSignal::new(false),
        touched: StoredValue::new_local(Touched::default()),
    };
    sleeper.make_anew_elsewhere();
    listen_for_touch(sleeper);
    on_cleanup(FormState::forget_answer);
    let view = move || {
        if sleeper.is_anew.get() {
            view! { <Suspense>{Suspend::new((page.view)())}</Suspense> }.into_any()
        } else {
            view! { <div class="first" node_ref=sleeper.place></div> }.into_any()
        }
    };
    view.into_any()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Asleep,
    Waking,
    Awake,
    /// Its address changed before it was awake: it is made anew.
    Anew,
}

/// A page that nothing of its piece stands behind yet.
#[derive(Clone, Copy)]
pub struct Sleeper {
    page: Later,
    /// Of the route that shows the page.
    owner: StoredValue<WeakOwner>,
    place: NodeRef<Div>,
    phase: StoredValue<Phase>,
    is_anew: RwSignal<bool>,
    touched: StoredValue<Touched, LocalStorage>,
}

impl Sleeper {
    /// Whether what happens to the page is still missed by its piece.
    pub fn is_asleep(self) -> bool {
        matches!(
            self.phase.try_get_value(),
            Some(Phase::Asleep | Phase::Waking)
        )
    }

    /// Remembers what has to be done again, and wakes the page.
    pub fn miss(self, remember: impl FnOnce(&mut Touched)) {
        self.touched.try_update_value(remember);
        self.wake();
    }

    /// Loads the piece, and takes over the HTML that is there.
    pub fn wake(self) {
        if self.phase.try_get_value() != Some(Phase::Asleep) {
            return;
        }
        let owner = self.owner.try_with_value(WeakOwner::upgrade).flatten();
        let (Some(owner), Some(place)) = (owner, self.place.get_untracked()) else {
            return;
        };
        self.phase.set_value(Phase::Waking);
        let woken = owner.with(|| {
            ScopedFuture::new_untracked(async move {
                provide_context(Arrived(StoredValue::new(parcels_in(&place))));
                let view = (self.page.view)().await;
                if self.phase.try_get_value() != Some(Phase::Waking) {
                    return;
                }
                self.touched.try_update_value(Touched::keep_values);
                let position = PositionState::new(Position::FirstChild);
                // At once, since nothing is waited for: hydrated asynchronously, what reactive parts
                // hold would not be cleaned up when they change.
                let state = view.hydrate::<true>(&Cursor::new(Element::clone(&place)), &position);
                // It lasts as long as its route.
                StoredValue::new_local(state);
                self.phase.try_set_value(Phase::Awake);
                let _ = place.set_attribute("data-awake", "");
                // What the page does in the browser alone has begun by then.
                tick().await;
                if let Some(touched) = self.touched.try_update_value(std::mem::take) {
                    touched.do_again();
                }
            })
        });
        spawn_local(woken);
    }

    /// The HTML that is there is that of one address: at another of the same route the page is made
    /// here, unless it is awake and sees to that itself.
    fn make_anew_elsewhere(self) {
        let location = use_location();
        let params = use_params_map();
        Effect::new(move |sent: Option<Address>| {
            let address = Address {
                search: location.search.get(),
                pattern: pattern(&location.pathname.read(), &params.read()),
                path: location.pathname.get(),
            };
            let Some(sent) = sent else { return address };
            let is_other = (&address.path, &address.search) != (&sent.path, &sent.search);
            if is_other && address.pattern == sent.pattern && self.is_asleep() {
                self.phase.set_value(Phase::Anew);
                self.is_anew.set(true);
            }
            sent
        });
    }
}

/// Where a page stands.
struct Address {
    path: String,
    search: String,
    /// The path of its route.
    pattern: String,
}

/// A path without what its route takes for parameters: those of another route have another pattern.
fn pattern(path: &str, params: &ParamsMap) -> String {
    let segments = path.split('/').map(|segment| {
        let is_param = params.into_iter().any(|(_, value)| value == segment);
        if is_param { ":" } else { segment }
    });
    segments.collect::<Vec<_>>().join("/")
}

/// What the server left beside the HTML of the page.
fn parcels_in(place: &Element) -> VecDeque<Loaded> {
    place
        .query_selector(":scope > script[type='application/json']")
        .ok()
        .flatten()
        .and_then(|script| script.text_content())
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_default()
}
