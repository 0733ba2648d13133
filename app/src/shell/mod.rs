//! The HTML document around the app.

#[cfg(not(feature = "ssr"))]
mod browser;
#[cfg(feature = "ssr")]
mod server;

#[cfg(not(feature = "ssr"))]
use browser as here;
#[cfg(feature = "ssr")]
use server as here;

pub use here::sent_title;

use leptos::{config::LeptosOptions, prelude::*};
use leptos_i18n::Locale as _;
use leptos_meta::{HashedStylesheet, MetaTags};

use crate::{App, facts::Facts};

/// What every page is called that has no name of its own.
const PRODUCT: &str = "Terrace";
/// What stands after the name of a page in the title of the document.
const AFTER_TITLE: &str = " · Terrace";

/// The title of the document that shows a page of a name.
pub fn document_title(name: String) -> String {
    if name.is_empty() {
        PRODUCT.to_owned()
    } else {
        name + AFTER_TITLE
    }
}

/// The whole document. The first theme and language are on the root element, so that nothing
/// flashes before a style sheet or a script has run. Of any view, so that the program which serves it
/// does not compile the whole app once for each way of rendering.
pub fn shell(options: LeptosOptions) -> AnyView {
    let facts = Facts::of_request();
    let page = facts.answer.as_ref().map(|answer| answer.page.clone());
    here::set_policy();
    view! {
        <!DOCTYPE html>
        <html lang=facts.language.as_str() data-theme=facts.theme.as_str() data-page=page>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="icon" href="/favicon.ico" sizes="32x32" />
                <HashedStylesheet options=options.clone() id="style" />
                <AutoReload options=options.clone() />
                <HydrationScripts options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
    .into_any()
}
