//! The app: every page and the address it answers to. Pages are loaded when they are visited, so
//! that a visit costs what it shows.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    Lazy, SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    auth::{organizations::*, profile::*, sessions::*, users::*},
    facts::Facts,
    home::HomePage,
    layout::{Layout, NotFoundPage},
    search::SearchPage,
    system::audit_logs::AuditLogsPage,
    ui::KitPage,
};

/// The whole console.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Facts::provide();
    view! {
        <Title formatter=|title: String| {
            if title.is_empty() { "Terrace".to_owned() } else { format!("{title} · Terrace") }
        } />
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/sign-in") view={Lazy::<SignInPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("/set-up") view={Lazy::<SetUpPage>::new()} ssr=SsrMode::Async />
                <Route path=path!("/welcome/:token") view={Lazy::<WelcomePage>::new()} ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=Layout ssr=SsrMode::Async>
                    <Route path=path!("/") view={Lazy::<HomePage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/profile") view={Lazy::<ProfilePage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/profile/edit") view={Lazy::<ProfileFormPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/profile/password") view={Lazy::<PasswordPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/organizations") view={Lazy::<OrganizationsPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/organizations/new") view={Lazy::<NewOrganizationPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/organizations/:id") view={Lazy::<OrganizationPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/organizations/:id/members") view={Lazy::<OrganizationMembersPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/organizations/:id/history") view={Lazy::<OrganizationHistoryPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/organizations/:id/edit") view={Lazy::<EditOrganizationPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/organizations/:id/delete") view={Lazy::<DeleteOrganizationPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/users") view={Lazy::<UsersPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/users/new") view={Lazy::<NewUserPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/users/:id") view={Lazy::<UserPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/users/:id/history") view={Lazy::<UserHistoryPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/users/:id/edit") view={Lazy::<EditUserPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/users/:id/delete") view={Lazy::<DeleteUserPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/audit-logs") view={Lazy::<AuditLogsPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/search") view={Lazy::<SearchPage>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/kit") view={Lazy::<KitPage>::new()} ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
