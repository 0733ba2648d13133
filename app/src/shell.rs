//! The HTML document around the app.

use leptos::{config::LeptosOptions, prelude::*};
use leptos_i18n::Locale as _;
use leptos_meta::{HashedStylesheet, MetaTags};

use crate::{App, facts::Facts};

/// The whole document. The first theme and language are on the root element, so that nothing
/// flashes before a style sheet or a script has run. Of any view, so that the program which serves it
/// does not compile the whole app once for each way of rendering.
pub fn shell(options: LeptosOptions) -> AnyView {
    let facts = Facts::of_request();
    policy::set();
    view! {
        <!DOCTYPE html>
        <html lang=facts.language.as_str() data-theme=facts.theme.as_str()>
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

#[cfg(feature = "ssr")]
mod policy {
    //! The document and the policy of what may run in it belong together.

    pub fn set() {
        crate::server::headers::set_content_policy();
    }
}

#[cfg(not(feature = "ssr"))]
mod policy {
    //! A browser is told, it does not tell.

    pub fn set() {}
}
