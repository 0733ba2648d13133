//! What one person holds: their own tab of permissions.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_location;

use super::{OutcomeNotice, PermissionSides, SidesOf};
use crate::{
    auth::{
        permissions::{GrantToUser, Named, UserPermissions, get_user_permissions},
        users::{User, UserHead, UserPart, get_user},
    },
    facts::{language, may},
    i18n::*,
    list::ListQuery,
    paths,
    permission::{Permission, words::permission_words},
    ui::{
        Card, CardBody, Data, Fact, Facts, FormShell, HiddenField, Icon, LinkButton, Loaded,
        Submit, Tag,
    },
};

type Both = (Option<User>, UserPermissions);

/// What one person holds.
pub struct UserPermissionsPage {
    loaded: Data<Both>,
}

impl UserPermissionsPage {
    pub fn data() -> Self {
        Self {
            loaded: Data::of_address(|id, _| async move {
                Ok((get_user(id).await?, get_user_permissions(id).await?))
            }),
        }
    }

    pub fn view(this: Self) -> AnyView {
        let search = use_location().search;
        view! {
            <OutcomeNotice />
            <Loaded data=this.loaded view=move |(user, permissions)| match user {
                None => view! { <leptos_router::components::Redirect path=paths::PROFILE /> }.into_any(),
                Some(user) => {
                    let query = ListQuery::parse(&search.read_untracked());
                    page(user, permissions, query).into_any()
                }
            } />
        }
        .into_any()
    }
}

fn page(user: User, permissions: UserPermissions, query: ListQuery) -> impl IntoView {
    let l = language();
    let id = user.id;
    let asked = ListQuery::default().with("who", &user.facts.username);
    let explain = format!("{}{}", paths::PERMISSIONS, asked.to_search());
    let of = SidesOf {
        granted: permissions.direct,
        may_change: permissions.may_change,
        path: paths::user_permissions(id),
        from: format!("user:{id}"),
    };
    view! {
        <UserHead user part=UserPart::Permissions />
        <Card title=td_string!(l, access.through_groups) actions=view! { <LinkButton href=explain label=td_string!(l, access.explain) /> }.into_any()>
            {through_groups(permissions.groups)}
        </Card>
        <PermissionSides of query grant=move |items| view! {
            <FormShell action=GrantToUser::url() class="side-form">
                <HiddenField name="form[user_id]" value=id.to_string() />
                {items}
                <div class="side-acts"><Submit label=td_string!(l, access.grant) icon=Icon::Plus /></div>
            </FormShell>
        }
        .into_any() />
    }
}

fn through_groups(groups: Vec<(Named, Vec<Permission>)>) -> AnyView {
    let l = language();
    if groups.is_empty() {
        return view! { <CardBody><p class="dim">{td_string!(l, access.no_groups)}</p></CardBody> }
            .into_any();
    }
    let lines = groups
        .into_iter()
        .map(|(group, permissions)| {
            let tags = permissions
                .into_iter()
                .map(|permission| view! { <Tag label=permission_words(l, permission) /> })
                .collect_view();
            let href = may(Permission::ViewGroup).then(|| paths::group(group.id));
            view! {
                <Fact term=group.name.clone()>
                    {tags}
                    {href.map(|href| view! { <a class="link" href=href>{td_string!(l, access.open_group)}</a> })}
                </Fact>
            }
        })
        .collect_view();
    view! { <Facts>{lines}</Facts> }.into_any()
}
