//! Every field: as it is filled in, and as it is refused.

use leptos::{context::Provider, prelude::*};

use super::super::*;
use crate::error::{AppError, FieldError, Problem};

/// What is saved, and what was made of it.
const SAVED: &str = r#"{"language": "zh-CN", "limits": {"rows": 1000}, "draft": null}"#;
const TYPED: &str = r#"{"language": "en", "limits": {"rows": "1000"}}"#;

/// All fields, as they stand in a form, and as one that was refused.
#[component]
pub fn KitFields() -> impl IntoView {
    view! {
        <Card title="Fields">
            <CardBody>
                <PlainForm action="/kit" class="form">
                    <TextField name="text" label="Text" hint="With a hint" required=true value="typed" max=20 />
                    <TextField name="code" label="Code" mono=true value="ds_48213" />
                    <TextArea name="area" label="Several lines" />
                    <PasswordField name="secret" label="Password" />
                    <SelectField name="letter" label="List" options=letters() value="b" />
                    <RadioGroup name="role" label="Role" choices=roles() value="member" />
                    <CheckboxField name="box" label="Box" hint="With a hint" checked=true />
                    <SwitchField name="switch" label="Switch" hint="With a hint" checked=true />
                    <SwitchField name="other" label="Switched off" />
                    <TagInput name="tags" label="Tags" values=vec!["sales".into(), "每日".into()] />
                    <JsonField name="json" label="JSON" value=SAVED />
                    <JsonDifference saved=SAVED.to_owned() text=RwSignal::new(TYPED.to_owned()) />
                    <ImageField name="image" label="Picture" hint="PNG, JPEG or WebP" of="林晓" image=None max_bytes=65_536 />
                    <MoreFields title="More"><TextField name="rare" label="Rare" /></MoreFields>
                    <FormActions><Submit label="Send" /><CancelLink href="/kit" /></FormActions>
                </PlainForm>
            </CardBody>
        </Card>
        <Refused />
    }
}

fn letters() -> Vec<(String, Words)> {
    vec![("a".into(), "A".into()), ("b".into(), "B".into())]
}

fn roles() -> Vec<Choice> {
    [
        ("member", "Works with what is shared."),
        ("staff", "Manages people."),
    ]
    .map(|(value, hint)| Choice {
        value: value.into(),
        label: value.into(),
        hint: hint.into(),
    })
    .into()
}

/// A form that came back, and is on its way again.
#[component]
fn Refused() -> impl IntoView {
    let wrong = [
        ("form[username]", Problem::Taken),
        ("form[bio]", Problem::TooLong(4_000)),
        ("form[password]", Problem::CommonPassword),
        ("form[which]", Problem::NotOffered),
        ("form[as]", Problem::Yourself),
        ("form[agreed]", Problem::Required),
        ("form[is_on]", Problem::LastSuperuser),
        ("form[words]", Problem::TooLong(20)),
        ("form[settings]", Problem::NotJson),
    ]
    .map(|(field, problem)| FieldError {
        field: field.to_owned(),
        problem,
    });
    let state = FormState::new(
        "",
        Signal::stored(Some(AppError::Invalid(wrong.to_vec()))),
        Signal::stored(true),
    );
    view! {
        <Card title="Refused">
            <CardBody>
                <Provider value=state>
                    <div class="form">
                        <ErrorSummary />
                        <div class="field-pair">
                            <TextField name="username" label="Username" value="lin.xiao" required=true hint="With a hint" />
                            <PasswordField name="password" label="New password" />
                        </div>
                        <TextArea name="bio" label="About" />
                        <SelectField name="which" label="List" options=letters() value="b" />
                        <RadioGroup name="as" label="Role" choices=roles() value="staff" />
                        <CheckboxField name="agreed" label="Box" />
                        <SwitchField name="is_on" label="Switch" />
                        <TagInput name="words" label="Tags" values=vec!["sales".into()] />
                        <JsonField name="settings" label="Settings" value="{" />
                        <FormActions><Submit label="Busy" /></FormActions>
                    </div>
                </Provider>
            </CardBody>
        </Card>
    }
}
