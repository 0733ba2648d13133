//! Several words in one field. Without a script they are typed with commas between them; with one
//! each becomes a tag that can be taken away.

use leptos::{ev, prelude::*};

use super::{Icon, IconView, Words, control::Control};
use crate::{facts::language, i18n::*};

/// The words of a text: at commas of either script, without spaces around and without doubles.
pub fn tags_of(text: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in text
        .split([',', '，', '、', '\n'])
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
    {
        if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

/// Words that somebody attaches, sent as one text with commas between them.
#[component]
pub fn TagInput(
    name: &'static str,
    #[prop(into)] label: Words,
    #[prop(optional)] values: Vec<String>,
    #[prop(optional, into)] hint: Option<Words>,
) -> impl IntoView {
    let l = language();
    let hint = hint.unwrap_or_else(|| td_string!(l, ui.tags_hint).into());
    let control = Control::new(name, &label, Some(values.join(", ")), Some(hint));
    let tags = RwSignal::new(tags_of(&control.value));
    let is_alive = RwSignal::new(false);
    let input = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            input.set_value("");
            is_alive.set(true);
        }
    });
    let take = move || {
        if let Some(input) = input.get_untracked() {
            let typed = input.value();
            tags.update(|tags| *tags = tags_of(&format!("{},{typed}", tags.join(","))));
            input.set_value("");
        }
    };
    let is_empty = move || {
        input
            .get_untracked()
            .is_some_and(|input| input.value().is_empty())
    };
    let on_key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        // A key within an input method ends a word of it, not a tag.
        _ if event.is_composing() => {}
        // Where nothing was typed, Enter sends the form as in any other field.
        "Enter" if is_empty() => {}
        "Enter" | "," | "，" => {
            event.prevent_default();
            take();
        }
        "Backspace" if is_empty() => tags.update(|tags| _ = tags.pop()),
        _ => {}
    };
    let shown = move || {
        let tags_now = if is_alive.get() {
            tags.get()
        } else {
            Vec::new()
        };
        tags_now
            .into_iter()
            .map(|tag| {
                let gone = tag.clone();
                let name = td_string!(l, ui.remove_tag, name = tag.clone());
                view! {
                    <span class="tag">
                        {tag}
                        <button
                            type="button"
                            class="tag-x"
                            aria-label=name
                            on:click=move |_| tags.update(|tags| tags.retain(|tag| *tag != gone))
                        >
                            <IconView icon=Icon::Cross />
                        </button>
                    </span>
                }
            })
            .collect_view()
    };
    let (sent, plain) = (control.html_name.clone(), control.html_name.clone());
    let inner = view! {
        <div class="input-box tag-input">
            {shown}
            <input
                type="text"
                id=control.id.clone()
                name=move || (!is_alive.get()).then(|| plain.clone())
                value=control.value.clone()
                autocomplete="off"
                node_ref=input
                aria-invalid=control.invalid()
                aria-describedby=control.described_by()
                data-by-code=""
                on:keydown=on_key
                on:blur=move |_| take()
            />
            <input
                type="hidden"
                name=move || is_alive.get().then(|| sent.clone())
                prop:value=move || tags.read().join(", ")
            />
        </div>
    }
    .into_any();
    control.framed(label, false, inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_words_at_the_commas_of_both_scripts() {
        assert_eq!(
            tags_of(" sales, 每日，风控、sales ,,"),
            ["sales", "每日", "风控"]
        );
        assert!(tags_of(" , ").is_empty());
    }
}
