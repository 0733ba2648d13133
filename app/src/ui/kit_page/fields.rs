//! Every field, and what one says that is wrong.

use leptos::{context::Provider, prelude::*};

use super::super::*;
use crate::error::{AppError, FieldError, Problem};

/// All fields, as they stand in a form, and two that were refused.
#[component]
pub fn KitFields() -> impl IntoView {
    let letters: Vec<(String, Words)> = vec![("a".into(), "A".into()), ("b".into(), "B".into())];
    let roles = [
        ("member", "Works with what is shared."),
        ("staff", "Manages people."),
    ]
    .map(|(value, hint)| Choice {
        value: value.into(),
        label: value.into(),
        hint: hint.into(),
    })
    .into_iter()
    .collect();
    view! {
        <Card title="Fields">
            <CardBody>
                <PlainForm action="/kit" class="form">
                    <TextField name="text" label="Text" hint="With a hint" required=true value="typed" max=20 />
                    <TextArea name="area" label="Several lines" />
                    <PasswordField name="secret" label="Password" />
                    <SelectField name="letter" label="List" options=letters value="b" />
                    <RadioGroup name="role" label="Role" choices=roles value="member" />
                    <CheckboxField name="box" label="Box" hint="With a hint" checked=true />
                    <SwitchField name="switch" label="Switch" hint="With a hint" checked=true />
                    <TagInput name="tags" label="Tags" values=vec!["sales".into(), "每日".into()] />
                    <JsonField name="json" label="JSON" value="{}" />
                    <MoreFields title="More"><TextField name="rare" label="Rare" /></MoreFields>
                    <FormActions><Submit label="Send" /><CancelLink href="/kit" /></FormActions>
                </PlainForm>
            </CardBody>
        </Card>
        <Refused />
    }
}

/// A form that came back, and is on its way again.
#[component]
fn Refused() -> impl IntoView {
    let wrong = [
        ("form[username]", Problem::Taken),
        ("form[email]", Problem::NotAnEmail),
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
                        <TextField name="username" label="Username" value="lin.xiao" required=true />
                        <TextField name="email" label="Email" value="linxiao" required=true />
                        <FormActions><Submit label="Busy" /></FormActions>
                    </div>
                </Provider>
            </CardBody>
        </Card>
    }
}
