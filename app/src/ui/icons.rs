//! The icons: one enum, one stroked path each on a 16 × 16 grid, drawn at 1.6 pixels in the colour of
//! the text beside it. An icon never stands without a word (a visible one, or the name of its button),
//! so every one of them is hidden from assistive technology.

use leptos::prelude::*;
use maud::{Markup, html};

use super::inert;

/// Every icon of the console, named after what it stands for, not after what it shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Icon {
    // Places in the menu.
    Home,
    Source,
    Dataset,
    Task,
    Vector,
    Project,
    Experiment,
    Model,
    Endpoint,
    Application,
    Deployment,
    Users,
    Organization,
    Key,
    Audit,
    Stores,
    Settings,
    // States.
    Check,
    Warning,
    Info,
    Running,
    Dot,
    Lock,
    Clock,
    // Things to do.
    Search,
    Bell,
    Plus,
    Cross,
    Upload,
    Download,
    Copy,
    Filter,
    Columns,
    Link,
    External,
    Edit,
    Trash,
    Undo,
    SignOut,
    Menu,
    More,
    // Preferences.
    Sun,
    Moon,
    Monitor,
    Language,
    Keyboard,
    // Directions.
    ChevronDown,
    ChevronRight,
    ArrowUp,
    ArrowDown,
}

impl Icon {
    /// The `d` of the icon's single path element, in the units of a 16 × 16 view box. Circles are two
    /// arcs and rectangles are lines, so that one element is enough.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Home => "M2.7 7.6 8 3l5.3 4.6M4 6.6V13h2.7V9.5h2.6V13H12V6.6",
            Self::Source => {
                "M3 4c0-1.1 2.24-2 5-2s5 .9 5 2-2.24 2-5 2-5-.9-5-2v8c0 1.1 2.24 2 5 2s5-.9 5-2V4M3 8c0 1.1 2.24 2 5 2s5-.9 5-2"
            }
            Self::Dataset => {
                "M4 3h8A1.5 1.5 0 0 1 13.5 4.5v7A1.5 1.5 0 0 1 12 13H4a1.5 1.5 0 0 1-1.5-1.5v-7A1.5 1.5 0 0 1 4 3ZM2.5 6.5h11M6.5 6.5V13"
            }
            Self::Task => "M2.5 4.5h6M2.5 8h11M2.5 11.5h8M10.8 3.3l1.3 1.4 2.2-2.6",
            Self::Vector => {
                "M3.6 4.6a1.4 1.4 0 1 0 2.8 0 1.4 1.4 0 1 0-2.8 0M10.6 3.8a1.4 1.4 0 1 0 2.8 0 1.4 1.4 0 1 0-2.8 0M2.1 12.2a1.4 1.4 0 1 0 2.8 0 1.4 1.4 0 1 0-2.8 0M11.1 12.2a1.4 1.4 0 1 0 2.8 0 1.4 1.4 0 1 0-2.8 0M6.4 4.5l4.2-.5M4.5 11.2l6.5-6.4M4.9 12.2h6.2"
            }
            Self::Project => {
                "M6 2.5h4M6.8 2.5v4L3.1 12.1c-.4.7 0 1.4.8 1.4h8.2c.8 0 1.2-.7.8-1.4L9.2 6.5v-4M5 9.7h6"
            }
            Self::Experiment => "M2 12 5.6 7.5l2.9 2.6L14 4M10.6 4H14v3.4",
            Self::Model => "m8 2 5.3 3v6L8 14l-5.3-3V5ZM2.7 5 8 8l5.3-3M8 8v6",
            Self::Endpoint => "M6 2v3M10 2v3M4 5h8v2.5a4 4 0 0 1-8 0ZM8 11.5V14",
            Self::Application => {
                "M3.5 2.5H6a1 1 0 0 1 1 1V6a1 1 0 0 1-1 1H3.5a1 1 0 0 1-1-1V3.5a1 1 0 0 1 1-1ZM10 2.5h2.5a1 1 0 0 1 1 1V6a1 1 0 0 1-1 1H10a1 1 0 0 1-1-1V3.5a1 1 0 0 1 1-1ZM3.5 9H6a1 1 0 0 1 1 1v2.5a1 1 0 0 1-1 1H3.5a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1ZM10 9h2.5a1 1 0 0 1 1 1v2.5a1 1 0 0 1-1 1H10a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1Z"
            }
            Self::Deployment => {
                "M2.5 10.6 8 13.5l5.5-2.9M2.5 7.7 8 10.6l5.5-2.9M8 7.2V2M5.7 4.2 8 1.9l2.3 2.3"
            }
            Self::Users => {
                "M3.7 5.3a2.3 2.3 0 1 0 4.6 0 2.3 2.3 0 1 0-4.6 0M2 13c.2-2.5 1.8-3.9 4-3.9s3.8 1.4 4 3.9M10.4 3.2a2.3 2.3 0 0 1 0 4.2M11.9 9.5c1.3.6 2 1.8 2.1 3.5"
            }
            Self::Organization => {
                "M3 13.5v-10a1 1 0 0 1 1-1h4.5a1 1 0 0 1 1 1v10M9.5 6.5H12a1 1 0 0 1 1 1v6M1.8 13.5h12.4M5.3 5.3h1.9M5.3 8h1.9M5.3 10.7h1.9"
            }
            Self::Key => {
                "M2.5 10.7a2.8 2.8 0 1 0 5.6 0 2.8 2.8 0 1 0-5.6 0M7.3 8.7 13.2 2.8M10.7 5.3l2 2"
            }
            Self::Audit => "M4 2.5h5.5L12.5 5.5v8H4ZM9.3 2.7v3h3M6.2 8.5h4.1M6.2 11h4.1",
            Self::Stores => "M1.5 8.5h2.9l2.1-5 3 9 2-4h3",
            Self::Settings => {
                "M2.5 4.7h5.2M11 4.7h2.5M7.7 4.7a1.65 1.65 0 1 0 3.3 0 1.65 1.65 0 1 0-3.3 0M2.5 11.3H5M8.3 11.3h5.2M5 11.3a1.65 1.65 0 1 0 3.3 0 1.65 1.65 0 1 0-3.3 0"
            }
            Self::Check => "m3 8.6 3.3 3.3L13 4.6",
            Self::Warning => "M8 2.5 14.2 13H1.8ZM8 6.5v3M8 11.2v.1",
            Self::Info => "M2 8a6 6 0 1 0 12 0A6 6 0 1 0 2 8M8 7.4V11M8 5v.1",
            Self::Running => "M8 2.2a5.8 5.8 0 1 1-5.45 3.8",
            Self::Dot => "M5.5 8a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0",
            Self::Lock => {
                "M4.5 7h7a1 1 0 0 1 1 1v4.5a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1ZM5.5 7V5a2.5 2.5 0 0 1 5 0v2"
            }
            Self::Clock => "M2 8a6 6 0 1 0 12 0A6 6 0 1 0 2 8M8 4.7V8l2.3 1.5",
            Self::Search => "M2.8 7a4.2 4.2 0 1 0 8.4 0 4.2 4.2 0 1 0-8.4 0M10.2 10.2l3.3 3.3",
            Self::Bell => "M4 11V7a4 4 0 0 1 8 0v4l1 1.2H3ZM6.7 14.2h2.6",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Cross => "m4 4 8 8M12 4l-8 8",
            Self::Upload => "M8 10.5V2.8M4.9 5.8 8 2.7l3.1 3.1M3 10.5v2.8h10v-2.8",
            Self::Download => "M8 2.7v7.7M4.9 7.4 8 10.5l3.1-3.1M3 10.5v2.8h10v-2.8",
            Self::Copy => {
                "M6.5 5.5h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1ZM3.5 10.5h-.2a.8.8 0 0 1-.8-.8V3.3a.8.8 0 0 1 .8-.8h6.4a.8.8 0 0 1 .8.8v.2"
            }
            Self::Filter => "M2.5 4.5h11M4.7 8h6.6M6.7 11.5h2.6",
            Self::Columns => {
                "M3.5 3h9a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1ZM6.3 3v10M9.7 3v10"
            }
            Self::Link => {
                "M6.7 9.3a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7l-.9.9M9.3 6.7a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.7l.9-.9"
            }
            Self::External => {
                "M9 2.8h4.2V7M13 3 7.5 8.5M11.5 9.5v3a1 1 0 0 1-1 1h-7a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1h3"
            }
            Self::Edit => "M10.3 3.2l2.5 2.5L5.6 12.9l-3.1.6.6-3.1ZM8.7 4.8l2.5 2.5",
            Self::Trash => {
                "M2.8 4.5h10.4M6 4.3V2.7h4v1.6M4.2 4.7l.6 8.6h6.4l.6-8.6M6.7 7.3v3.4M9.3 7.3v3.4"
            }
            Self::Undo => "M5.8 3 2.7 6.1l3.1 3.1M3 6.1h6.3a3.7 3.7 0 0 1 0 7.4H6",
            Self::SignOut => {
                "M6.5 2.7h-3a1 1 0 0 0-1 1v8.6a1 1 0 0 0 1 1h3M10.3 4.9 13.4 8l-3.1 3.1M13.2 8H6.5"
            }
            Self::Menu => "M2.5 4.5h11M2.5 8h11M2.5 11.5h11",
            Self::More => {
                "M2.9 8a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0M7.4 8a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0M11.9 8a.6.6 0 1 0 1.2 0 .6.6 0 1 0-1.2 0"
            }
            Self::Sun => {
                "M5.3 8a2.7 2.7 0 1 0 5.4 0 2.7 2.7 0 1 0-5.4 0M8 1.8v1.1M8 13.1v1.1M1.8 8h1.1M13.1 8h1.1M3.6 3.6l.8.8M11.6 11.6l.8.8M12.4 3.6l-.8.8M4.4 11.6l-.8.8"
            }
            Self::Moon => "M13.2 9.7A5.7 5.7 0 0 1 6.3 2.8a5.7 5.7 0 1 0 6.9 6.9Z",
            Self::Monitor => {
                "M3 2.8h10a1 1 0 0 1 1 1V10a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V3.8a1 1 0 0 1 1-1ZM8 11v2.3M5.3 13.3h5.4"
            }
            Self::Language => {
                "M2 8a6 6 0 1 0 12 0A6 6 0 1 0 2 8M2.2 8h11.6M8 2c-3.2 3.6-3.2 8.4 0 12M8 2c3.2 3.6 3.2 8.4 0 12"
            }
            Self::Keyboard => {
                "M2.5 4h11a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1ZM4.3 6.7v.1M6.8 6.7v.1M9.3 6.7v.1M11.8 6.7v.1M5 9.5h6"
            }
            Self::ChevronDown => "m4.5 6.5 3.5 3.5 3.5-3.5",
            Self::ChevronRight => "m6.5 4.5 3.5 3.5-3.5 3.5",
            Self::ArrowUp => "M8 13V3M4 7l4-4 4 4",
            Self::ArrowDown => "M8 3v10M4 9l4 4 4-4",
        }
    }
}

/// An icon at the size its surroundings give it (16 pixels; 12 in a badge).
pub fn icon_markup(icon: Icon) -> Markup {
    html! {
        svg.i viewBox="0 0 16 16" aria-hidden="true" { path d=(icon.path()) {} }
    }
}

/// Draws an icon.
#[component]
pub fn IconView(icon: Icon) -> impl IntoView {
    inert(icon_markup(icon))
}

/// The mark of Terrace: three level steps, the nearest the strongest. The name always stands beside it.
pub fn brand_markup() -> Markup {
    html! {
        svg.brand-mark viewBox="0 0 22 22" aria-hidden="true" {
            path d="M2 17.5c5-3.6 13-3.6 18 0" {}
            path d="M4 12.5c4-2.9 10-2.9 14 0" {}
            path d="M6.5 7.8c2.7-1.9 6.3-1.9 9 0" {}
        }
    }
}

/// Draws the mark.
#[component]
pub fn Brand() -> impl IntoView {
    inert(brand_markup())
}
