//! Where somebody is signed in: on one's own profile, and as a tab of a person.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::{components::Redirect, hooks::use_location};

use super::{
    Device, Devices, EndDevice, EndOtherDevices, EndOwnDevice, list_devices, list_own_devices,
};
use crate::{
    auth::{
        profile::trail,
        users::{User, UserHead, UserPart, get_user},
    },
    facts::language,
    i18n::*,
    list::ListQuery,
    moment::Moment,
    paths,
    system::audit_logs::words::browser_words,
    ui::{
        ActionButton, ButtonTone, Column, DASH, Data, Empty, Hint, Loaded, PageHead, RowWithAct,
        Table, cell, main_cell, time_ago,
    },
};

crate::lazy_pages!(
    devices_pages, __preload_devices_pages: OwnDevicesPage, UserDevicesPage
);

/// Where one is signed in oneself.
pub struct OwnDevicesPage {
    devices: Data<Devices>,
}

impl OwnDevicesPage {
    pub fn data() -> Self {
        let search = use_location().search;
        Self {
            devices: Data::new(move || search.get(), |_| list_own_devices()),
        }
    }

    pub fn view(this: Self) -> AnyView {
        view! { <Loaded data=this.devices view=|devices| own(devices).into_any() /> }.into_any()
    }
}

/// Where somebody is signed in.
pub struct UserDevicesPage {
    loaded: Data<Option<(User, Devices)>>,
}

impl UserDevicesPage {
    pub fn data() -> Self {
        Self {
            loaded: Data::of_address(|id, _| async move {
                // One's own are on the profile.
                match get_user(id).await? {
                    Some(user) if !user.is_self => Ok(Some((user, list_devices(id).await?))),
                    _ => Ok(None),
                }
            }),
        }
    }

    pub fn view(this: Self) -> AnyView {
        view! {
            <Loaded data=this.loaded view=|loaded| match loaded {
                None => view! { <Redirect path=paths::PROFILE_SESSIONS /> }.into_any(),
                Some((user, devices)) => of_user(user, devices).into_any(),
            } />
        }
        .into_any()
    }
}

fn own(devices: Devices) -> impl IntoView {
    let l = language();
    let has_others = devices.devices.len() > 1;
    let end = |number: i64| {
        (
            EndOwnDevice::url(),
            vec![("form[number]", number.to_string())],
        )
    };
    view! {
        <PageHead title=td_string!(l, sessions.devices) sub=td_string!(l, sessions.devices_own_sub) trail=trail(l)>
            {has_others.then(|| view! {
                <ActionButton
                    action=EndOtherDevices::url()
                    label=td_string!(l, sessions.end_others)
                    hidden=vec![]
                />
            })}
        </PageHead>
        {table(devices, paths::PROFILE_SESSIONS.to_owned(), end)}
    }
}

fn of_user(user: User, devices: Devices) -> impl IntoView {
    let l = language();
    let id = user.id;
    let has_any = !devices.devices.is_empty();
    let of = move || ("form[user_id]", id.to_string());
    let end = move |number: i64| {
        (
            EndDevice::url(),
            vec![of(), ("form[number]", number.to_string())],
        )
    };
    view! {
        <UserHead user part=UserPart::Sessions />
        {has_any.then(|| view! {
            <div class="row">
                <ActionButton
                    action=EndDevice::url()
                    label=td_string!(l, sessions.end_all)
                    hidden=vec![of()]
                    tone=ButtonTone::Danger
                />
            </div>
        })}
        {table(devices, paths::user_sessions(id), end)}
    }
}

/// `end` says by which function a session is ended, and with which fields.
fn table(
    devices: Devices,
    path: String,
    end: impl Fn(i64) -> (&'static str, Vec<(&'static str, String)>),
) -> AnyView {
    let l = language();
    if devices.devices.is_empty() {
        return view! { <Empty text=td_string!(l, sessions.devices_none) /> }.into_any();
    }
    let columns = vec![
        Column::new(td_string!(l, sessions.device), "main"),
        Column::new(td_string!(l, sessions.address), ""),
        Column::new(td_string!(l, sessions.since), "dim"),
        Column::new(td_string!(l, sessions.last_seen), "dim"),
        Column::new(td_string!(l, sessions.act), "row-acts"),
    ];
    let now = devices.now;
    let rows = devices
        .devices
        .into_iter()
        .map(|device| {
            let end = (!device.is_this).then(|| end(device.number));
            line(l, device, end, now)
        })
        .collect_view()
        .into_any();
    let more = devices
        .has_more
        .then(|| view! { <p><Hint>{td_string!(l, sessions.devices_more)}</Hint></p> });
    view! {
        <Table
            columns
            query=ListQuery::default()
            path
            label=td_string!(l, sessions.devices)
            default_sort=("", true)
            rows
        />
        {more}
    }
    .into_any()
}

fn line(
    l: Locale,
    device: Device,
    end: Option<(&'static str, Vec<(&'static str, String)>)>,
    now: Moment,
) -> impl IntoView {
    let words = device.user_agent.as_deref().map(browser_words);
    let words = words.unwrap_or_else(|| td_string!(l, sessions.device_unknown).to_owned());
    let sub = if device.is_this {
        td_string!(l, sessions.this_device)
    } else {
        ""
    };
    let act = end.map(|(action, hidden)| {
        view! { <ActionButton action label=td_string!(l, sessions.end) hidden /> }.into_any()
    });
    let address = device.address.as_deref().unwrap_or(DASH);
    let cells = vec![
        main_cell(None, &words, sub),
        cell("mono", td_string!(l, sessions.address), address),
        cell(
            "dim",
            td_string!(l, sessions.since),
            time_ago(l, device.since, now),
        ),
        cell(
            "dim",
            td_string!(l, sessions.last_seen),
            time_ago(l, device.last_seen, now),
        ),
    ];
    view! { <RowWithAct cells act /> }
}
