//! Words, figures and times.

use leptos::prelude::*;
use serde_json::json;

use super::super::*;
use crate::{facts::language, list::Count, moment::Moment};

/// All of it, as it stands beside something.
#[component]
pub fn KitWords(now: Moment) -> impl IntoView {
    let tones = [Tone::Mute, Tone::Ok, Tone::Run, Tone::Warn, Tone::Bad];
    let long = "a value that is longer than a line ".repeat(6);
    view! {
        <Card title="Facts" hint="eight" actions=view! { <TextLink href="#" label="See all" /> }.into_any()>
            <Facts>
                <Fact term="Id"><CopyId value="ds_48213" /></Fact>
                <Fact term="Owner"><Who name="林晓" href="#" sub="linxiao" /></Fact>
                <Fact term="Somebody"><Who name="Ana Costa" /></Fact>
                <Fact term="Pictures">
                    <div class="row">
                        <Avatar name="林晓" />
                        <Avatar name="晨光智能" is_square=true />
                        <Avatar name="Ana Costa" is_large=true />
                    </div>
                </Fact>
                <TextFact term="Text" value=Some("Captain".to_owned()) />
                <TextFact term="Unknown" value=None />
                <Fact term="Tags"><Tag label="sales" /><Tag label="daily" /></Fact>
                <Fact term="Worth"><Dim>"Secondary"</Dim> " " <Hint>"A hint"</Hint> " " <Mono>"#48213"</Mono></Fact>
            </Facts>
        </Card>
        <Times now />
        <Figures />
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
        <Card title="Code">
            <CardBody><Code label="Settings" text="{\n  \"language\": \"zh-CN\",\n  \"timezone\": \"Asia/Shanghai\"\n}" /></CardBody>
        </Card>
    }
}

#[component]
fn Times(now: Moment) -> impl IntoView {
    let minutes = move |n: i64| Moment(now.0 - n * 60_000);
    let ago = [0, 4, 150, 1_500, 5_000, 20_000, 90_000, 1_000_000]
        .map(|n| view! { <TimeAgo at=minutes(n) now /> ", " })
        .into_iter()
        .collect_view();
    view! {
        <Card title="Times">
            <Facts>
                <Fact term="Exact"><TimeExact at=now /></Fact>
                <Fact term="In a log"><TimeExact at=now has_milliseconds=true /></Fact>
                <Fact term="Today">{inert(time_of_day(minutes(4), now))}</Fact>
                <Fact term="Before">{inert(time_of_day(minutes(3_000), now))}</Fact>
                <Fact term="Ago">{ago}</Fact>
                <Fact term="Never"><MaybeTime at=None now /></Fact>
            </Facts>
        </Card>
    }
}

#[component]
fn Figures() -> impl IntoView {
    let l = language();
    let sizes = [0, 31_020_000, 189_500_000_000].map(size_text).join(", ");
    view! {
        <Card title="Figures">
            <Facts>
                <Fact term="Counted">{count_words(l, Count::Exactly(9_814))}</Fact>
                <Fact term="Estimated">{count_words(l, Count::About(1_020_000))}</Fact>
                <Fact term="Short">{short_number(l, 412_613_002)}</Fact>
                <Fact term="In full">{grouped(412_613_002)}</Fact>
                <Fact term="Sizes">{sizes}</Fact>
                <Fact term="Unknown"><Dash /></Fact>
            </Facts>
        </Card>
    }
}
