//! Elements in which nothing ever happens: text, icons, links. A page holds hundreds of them. As objects,
//! with one more for each attribute, they took half of the time of a page; as text they take little, and a
//! browser takes each over as one.

use leptos::logging::error;
use leptos::tachys::{
    html::attribute::{Attribute, any_attribute::AnyAttribute},
    hydration::Cursor,
    prelude::{AddAnyAttr, Mountable, Render, RenderHtml},
    renderer::{CastFrom, Rndr, types},
    view::{Position, PositionState},
};
use leptos::wasm_bindgen::JsCast;
use maud::Markup;

/// One element that is written as text. It takes no attributes from outside and has no listeners.
/// Leptos has one too, but keeps a copy of every text that it ever made an element of.
pub struct Inert(String);

/// Makes a view of markup that is exactly one element.
pub fn inert(element: Markup) -> Inert {
    Inert(element.into_string())
}

/// What stands in the page, and what it was made of.
pub struct InertState {
    html: String,
    element: types::Element,
}

impl Mountable for InertState {
    fn unmount(&mut self) {
        self.element.unmount();
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        self.element.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.element.insert_before_this(child)
    }

    fn elements(&self) -> Vec<types::Element> {
        vec![self.element.clone()]
    }
}

impl Render for Inert {
    type State = InertState;

    fn build(self) -> Self::State {
        let template = Rndr::create_element("template", None);
        template.set_inner_html(&self.0);
        let content = template
            .unchecked_ref::<web_sys::HtmlTemplateElement>()
            .content();
        let element = content.first_element_child().unwrap_or(template);
        InertState {
            html: self.0,
            element,
        }
    }

    fn rebuild(self, state: &mut Self::State) {
        if self.0 != state.html {
            let mut new = self.build();
            state.insert_before_this(&mut new);
            state.unmount();
            *state = new;
        }
    }
}

impl AddAnyAttr for Inert {
    type Output<SomeNewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self::Output<NewAttr>
    where
        Self::Output<NewAttr>: RenderHtml,
    {
        self
    }
}

impl RenderHtml for Inert {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn html_len(&self) -> usize {
        self.0.len()
    }

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
        buf.push_str(&self.0);
        *position = Position::NextChild;
    }

    fn hydrate<const FROM_SERVER: bool>(
        self,
        cursor: &Cursor,
        position: &PositionState,
    ) -> Self::State {
        if position.get() == Position::FirstChild {
            cursor.child();
        } else if position.get() != Position::Current {
            cursor.sibling();
        }
        position.set(Position::NextChild);
        let element = types::Element::cast_from(cursor.current()).unwrap_or_else(|| {
            error!("hydration found no element where {} was sent", self.0);
            Rndr::create_element("template", None)
        });
        InertState {
            html: self.0,
            element,
        }
    }

    fn into_owned(self) -> Self {
        self
    }
}
