//! Pages that are loaded together, when one of them is first visited. One split for each page
//! would leave hundreds of pieces that two or three pages share; one for each domain leaves a few.
//! What a page loads is part of its piece too: else every type that travels would be in the first
//! piece, which everybody pays for.

use std::marker::PhantomData;

/// A page that comes later: what a route holds in its place.
pub struct Later<Page>(PhantomData<fn() -> Page>);

impl<Page> Default for Later<Page> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

/// Declares the pages of a domain as one piece of the browser's program. Each page is a type with
/// `data() -> Self`, which starts loading what it shows, and `view(Self) -> AnyView`.
#[macro_export]
macro_rules! lazy_pages {
    ($piece:ident, $preload:ident: $($page:ident),+ $(,)?) => {
        enum LazyPage {
            $($page),+
        }

        #[::leptos::lazy]
        fn $piece(page: LazyPage) -> ::leptos::prelude::AnyView {
            match page {
                $(LazyPage::$page => $page::view($page::data())),+
            }
        }

        $(
            impl ::leptos_router::LazyRoute for $crate::ui::Later<$page> {
                fn data() -> Self {
                    Self::default()
                }

                async fn view(_this: Self) -> ::leptos::prelude::AnyView {
                    $piece(LazyPage::$page).await
                }

                async fn preload() {
                    #[cfg(target_arch = "wasm32")]
                    $preload().await;
                }
            }
        )+
    };
}
