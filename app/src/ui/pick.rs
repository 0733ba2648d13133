//! Picking rows of a list. Each row's box belongs to one form, which stands at the table's foot and
//! shows itself, and how many are picked, as soon as there is one.

use leptos::prelude::*;

use super::Words;

/// The cell by which a row is picked; the first of its row. Its column has the class `pick`.
#[component]
pub fn PickCell(
    /// The id of the form of [`Picked`].
    form: &'static str,
    /// What the form sends for this row, as `id`.
    #[prop(into)]
    value: String,
    /// What is picked, as a screen reader says it.
    #[prop(into)]
    label: Words,
) -> impl IntoView {
    view! {
        <td class="pick">
            <input type="checkbox" name="id" value=value form=form aria-label=label autocomplete="off" />
        </td>
    }
}

/// What is done with the picked rows: a GET form, such as an export.
#[component]
pub fn Picked(
    id: &'static str,
    #[prop(into)] path: String,
    /// Stands after the number of picked rows.
    #[prop(into)]
    words: Words,
    #[prop(into)] label: Words,
) -> impl IntoView {
    view! {
        <form class="picked" id=id method="get" action=path>
            <b><span class="picked-count"></span>" "{words}</b>
            <button class="btn btn-sm">{label}</button>
        </form>
    }
}
