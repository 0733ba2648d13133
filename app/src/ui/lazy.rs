//! Pages that are loaded together, when one of them is first visited. One split for each page
//! would leave hundreds of pieces that two or three pages share; those of a domain that are alike, such
//! as its forms, are one piece.
//! What a page loads is part of its piece too: else every type that travels would be in the first
//! piece, which everybody pays for.

use std::{future::Future, pin::Pin};

use leptos::prelude::AnyView;
use leptos_router::ChooseView;

use super::first_visit;

/// A page that comes later: what a route holds in its place. All are of one type, since a browser
/// loads the router once for each type of page before it loads any.
#[derive(Clone, Copy)]
pub struct Later {
    pub view: fn() -> Pin<Box<dyn Future<Output = AnyView> + Send>>,
    pub preload: fn() -> Pin<Box<dyn Future<Output = ()>>>,
}

impl ChooseView for Later {
    async fn choose(self) -> AnyView {
        first_visit::show(self).await
    }

    async fn preload(&self) {
        first_visit::preload(*self).await;
    }
}

/// Declares pages of a domain as one piece of the browser's program. Each page is a type with
/// `data() -> Self`, which starts loading what it shows, and `view(Self) -> AnyView`; it gains a
/// `LATER` for its route. A server has all of them at hand, and tells no browser to fetch a piece.
#[macro_export]
macro_rules! lazy_pages {
    ($piece:ident, $preload:ident: $($page:ident),+ $(,)?) => {
        const _: () = {
            #[cfg(not(feature = "ssr"))]
            enum LazyPage {
                $($page),+
            }

            #[cfg(not(feature = "ssr"))]
            #[::leptos::lazy]
            fn $piece(page: LazyPage) -> ::leptos::prelude::AnyView {
                match page {
                    $(LazyPage::$page => $page::view($page::data())),+
                }
            }

            $(
                impl $page {
                    #[cfg(feature = "ssr")]
                    pub const LATER: $crate::ui::Later = $crate::ui::Later {
                        view: || ::std::boxed::Box::pin(async { $page::view($page::data()) }),
                        preload: || ::std::boxed::Box::pin(::std::future::ready(())),
                    };

                    #[cfg(not(feature = "ssr"))]
                    pub const LATER: $crate::ui::Later = $crate::ui::Later {
                        view: || ::std::boxed::Box::pin($piece(LazyPage::$page)),
                        preload: || ::std::boxed::Box::pin(async {
                            #[cfg(target_arch = "wasm32")]
                            $preload().await;
                        }),
                    };
                }
            )+
        };
    };
}
