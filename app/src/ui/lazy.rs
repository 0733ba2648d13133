//! Pages that are loaded together, when one of them is first visited. One split for each page
//! would leave hundreds of pieces that two or three pages share; one for each domain leaves a few.

/// Declares the pages of a domain as one piece of the browser's program. Each page is a type with
/// `data() -> Self`, which starts loading what it shows, and `view(Self) -> AnyView`.
#[macro_export]
macro_rules! lazy_pages {
    ($piece:ident, $preload:ident: $($page:ident),+ $(,)?) => {
        enum LazyPage {
            $($page($page)),+
        }

        #[::leptos::lazy]
        fn $piece(page: LazyPage) -> ::leptos::prelude::AnyView {
            match page {
                $(LazyPage::$page(page) => $page::view(page)),+
            }
        }

        $(
            impl ::leptos_router::LazyRoute for $page {
                fn data() -> Self {
                    $page::data()
                }

                async fn view(this: Self) -> ::leptos::prelude::AnyView {
                    $piece(LazyPage::$page(this)).await
                }

                async fn preload() {
                    #[cfg(target_arch = "wasm32")]
                    $preload().await;
                }
            }
        )+
    };
}
