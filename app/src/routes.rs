//! The app: every page and the address it answers to. Pages are loaded when they are visited, so
//! that a visit costs what it shows.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

use crate::{
    auth::{
        devices::*, groups::*, organizations::*, permissions::*, profile::*, sessions::*, users::*,
    },
    facts::Facts,
    home::HomePage,
    layout::{Layout, NotFoundPage},
    search::SearchPage,
    shell::{document_title, sent_title},
    system::audit_logs::AuditLogsPage,
    ui::KitPage,
};

/// The whole console.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Facts::provide();
    view! {
        <Title text=sent_title() formatter=document_title />
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/sign-in") view=SignInPage::LATER ssr=SsrMode::Async />
                <Route path=path!("/set-up") view=SetUpPage::LATER ssr=SsrMode::Async />
                <Route path=path!("/welcome/:token") view=WelcomePage::LATER ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=Layout ssr=SsrMode::Async>
                    <Route path=path!("/") view=HomePage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/profile") view=ProfilePage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/profile/edit") view=ProfileFormPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/profile/password") view=PasswordPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/profile/sessions") view=OwnDevicesPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/organizations") view=OrganizationsPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/organizations/new") view=NewOrganizationPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/organizations/:id") view=OrganizationPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/organizations/:id/members") view=OrganizationMembersPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/organizations/:id/history") view=OrganizationHistoryPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/organizations/:id/edit") view=EditOrganizationPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/organizations/:id/delete") view=DeleteOrganizationPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/users") view=UsersPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/users/new") view=NewUserPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/users/:id") view=UserPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/users/:id/history") view=UserHistoryPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/users/:id/edit") view=EditUserPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/users/:id/delete") view=DeleteUserPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/users/:id/permissions") view=UserPermissionsPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/users/:id/sessions") view=UserDevicesPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/groups") view=GroupsPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/groups/new") view=NewGroupPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/groups/:id") view=GroupPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/groups/:id/members") view=GroupMembersPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/groups/:id/permissions") view=GroupPermissionsPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/groups/:id/objects") view=GroupObjectsPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/groups/:id/history") view=GroupHistoryPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/groups/:id/edit") view=EditGroupPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/groups/:id/delete") view=DeleteGroupPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/permissions") view=ExplainPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/permissions/holders") view=HoldersPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/permissions/remove") view=RemovalPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/access/:entity/:id") view=AccessPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/audit-logs") view=AuditLogsPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/search") view=SearchPage::LATER ssr=SsrMode::Async />
                    <Route path=path!("/kit") view=KitPage::LATER ssr=SsrMode::Async />
                    // Within the frame, so that there is a way on.
                    <Route path=path!("/*nowhere") view=NotFoundPage ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
    .into_any()
}
