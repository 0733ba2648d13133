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
    auth::{groups::*, organizations::*, permissions::*, profile::*, sessions::*, users::*},
    facts::Facts,
    home::HomePage,
    layout::{Layout, NotFoundPage},
    search::SearchPage,
    system::audit_logs::AuditLogsPage,
    ui::{KitPage, Later},
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
                <Route path=path!("/sign-in") view={Lazy::<Later<SignInPage>>::new()} ssr=SsrMode::Async />
                <Route path=path!("/set-up") view={Lazy::<Later<SetUpPage>>::new()} ssr=SsrMode::Async />
                <Route path=path!("/welcome/:token") view={Lazy::<Later<WelcomePage>>::new()} ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=Layout ssr=SsrMode::Async>
                    <Route path=path!("/") view={Lazy::<Later<HomePage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/profile") view={Lazy::<Later<ProfilePage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/profile/edit") view={Lazy::<Later<ProfileFormPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/profile/password") view={Lazy::<Later<PasswordPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/organizations") view={Lazy::<Later<OrganizationsPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/organizations/new") view={Lazy::<Later<NewOrganizationPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/organizations/:id") view={Lazy::<Later<OrganizationPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/organizations/:id/members") view={Lazy::<Later<OrganizationMembersPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/organizations/:id/history") view={Lazy::<Later<OrganizationHistoryPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/organizations/:id/edit") view={Lazy::<Later<EditOrganizationPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/organizations/:id/delete") view={Lazy::<Later<DeleteOrganizationPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/users") view={Lazy::<Later<UsersPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/users/new") view={Lazy::<Later<NewUserPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/users/:id") view={Lazy::<Later<UserPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/users/:id/history") view={Lazy::<Later<UserHistoryPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/users/:id/edit") view={Lazy::<Later<EditUserPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/users/:id/delete") view={Lazy::<Later<DeleteUserPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/users/:id/permissions") view={Lazy::<Later<UserPermissionsPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/groups") view={Lazy::<Later<GroupsPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/groups/new") view={Lazy::<Later<NewGroupPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/groups/:id") view={Lazy::<Later<GroupPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/groups/:id/members") view={Lazy::<Later<GroupMembersPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/groups/:id/permissions") view={Lazy::<Later<GroupPermissionsPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/groups/:id/objects") view={Lazy::<Later<GroupObjectsPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/groups/:id/history") view={Lazy::<Later<GroupHistoryPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/groups/:id/edit") view={Lazy::<Later<EditGroupPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/groups/:id/delete") view={Lazy::<Later<DeleteGroupPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/permissions") view={Lazy::<Later<ExplainPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/permissions/holders") view={Lazy::<Later<HoldersPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/permissions/remove") view={Lazy::<Later<RemovalPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/access/:entity/:id") view={Lazy::<Later<AccessPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/audit-logs") view={Lazy::<Later<AuditLogsPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/search") view={Lazy::<Later<SearchPage>>::new()} ssr=SsrMode::Async />
                    <Route path=path!("/kit") view={Lazy::<Later<KitPage>>::new()} ssr=SsrMode::Async />
                    // Within the frame, so that there is a way on.
                    <Route path=path!("/*nowhere") view=NotFoundPage ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
    .into_any()
}
