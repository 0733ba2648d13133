//! `/kit`: every piece in every state, for developers and for the eye.

mod fields;
mod lists;

use leptos::prelude::*;
use serde_json::json;

use self::{fields::KitFields, lists::KitLists};
use super::*;
use crate::{
    error::{AppError, Usage},
    facts::{Facts, language},
    moment::Moment,
};

crate::lazy_pages!(kit_pages, __preload_kit_pages: KitPage);

/// The kit; not found outside of development.
pub struct KitPage;

impl KitPage {
    pub fn data() -> Self {
        Self
    }

    pub fn view(_this: Self) -> AnyView {
        if use_context::<Facts>().is_some_and(|facts| facts.development) {
            view! { <Kit /> }.into_any()
        } else {
            view! { <ErrorState error=AppError::NotFound /> }.into_any()
        }
    }
}

#[component]
fn Kit() -> impl IntoView {
    // Some moment: a view reads no clock.
    let now = Moment(1_795_482_060_318);
    let state = view! { <Badge tone=Tone::Ok label="Ready" /> }.into_any();
    view! {
        <PageHead title="Kit" sub="Every piece in every state" state trail=vec![("Home".into(), "/".into())]>
            <LinkButton href="#" label="Plain" icon=Icon::Download />
            <LinkButton href="#" label="Ghost" tone=ButtonTone::Ghost />
            <LinkButton href="#" label="Danger" tone=ButtonTone::Danger icon=Icon::Trash />
            <LinkButton href="#" label="Primary" tone=ButtonTone::Primary icon=Icon::Plus />
        </PageHead>
        <Tabs label="Tabs" items=vec![
            Tab { label: "Overview".into(), href: "#".into(), is_current: true, count: None },
            Tab { label: "Members".into(), href: "#".into(), is_current: false, count: Some(12) },
        ] />
        <KitLists now />
        <Columns
            main=Box::new(move || view! { <KitFields /> <KitStates /> }.into_any())
            aside=Box::new(move || view! { <KitWords now /> }.into_any())
        />
    }
}

/// What stands where there is nothing to show, and what is asked before something is done.
#[component]
fn KitStates() -> impl IntoView {
    let errors = [
        AppError::InUse(vec![Usage {
            table: "data_platform.datasets".into(),
            rows: 1_204,
        }]),
        AppError::TooManyAttempts(5),
        AppError::TookTooLong,
        AppError::Unreachable,
        AppError::Broken("0193f6c2".into()),
    ]
    .map(|error| view! { <ErrorNote error /> })
    .into_iter()
    .collect_view();
    view! {
        <Card title="Nothing">
            <Empty text="Nothing is here yet.">
                <LinkButton href="#" label="Make one" tone=ButtonTone::Primary />
            </Empty>
        </Card>
        <Card title="Waiting"><Skeleton /></Card>
        <Card title="Under way"><CardBody><Progress percent=62 label="Import" /></CardBody></Card>
        <Card title="Questions">
            <CardBody>
                <DialogLink dialog="kit-question" href="#question" label="Delete" tone=ButtonTone::Danger icon=Icon::Trash />
                <Dialog id="kit-question" title="Delete 王一诺?">
                    <p>"Their 6 sessions end at once. This cannot be undone."</p>
                    <PlainForm action="/kit" class="form">
                        <TypedConfirm name="name" expected="wang.yinuo" />
                        <Submit label="Delete" tone=ButtonTone::DangerPrimary />
                    </PlainForm>
                </Dialog>
            </CardBody>
        </Card>
        {errors}
    }
}

/// Words, figures and times.
#[component]
fn KitWords(now: Moment) -> impl IntoView {
    let l = language();
    let tones = [Tone::Mute, Tone::Ok, Tone::Run, Tone::Warn, Tone::Bad];
    let long = "a value that is longer than a line ".repeat(6);
    view! {
        <Card title="Facts" hint="eight">
            <Facts>
                <Fact term="Id"><CopyId value="ds_48213" /></Fact>
                <Fact term="Owner"><Who name="林晓" href="#" sub="linxiao" /></Fact>
                <Fact term="Exact"><TimeExact at=now /></Fact>
                <Fact term="Ago"><TimeAgo at=Moment(now.0 - 7_200_000) now /></Fact>
                <Fact term="Never"><MaybeTime at=None now /></Fact>
                <Fact term="Rows">{short_number(l, 412_613_002)}</Fact>
                <Fact term="Size">{size_text(189_500_000_000)}</Fact>
                <Fact term="Tags"><Tag label="sales" /><Tag label="daily" /></Fact>
            </Facts>
        </Card>
        <Card title="States">
            <CardBody>
                {tones.map(|tone| view! { <Badge tone label="Word" /> " " }).into_iter().collect_view()}
            </CardBody>
        </Card>
        {tones.map(|tone| view! { <Notice tone>"Something to know."</Notice> }).into_iter().collect_view()}
        <Card title="Changes">
            <Difference changes=changes(
                &json!({"status": "staging", "note": null}),
                &json!({"status": "production", "alias": "champion", "note": long}),
            ) />
        </Card>
    }
}
