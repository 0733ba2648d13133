//! The one error type of the console, as it travels from a query through a server function to
//! the page: what the user did wrong names its field, what is gone or hidden is [`AppError::NotFound`],
//! what broke on our side is known only by an id that the log explains.

use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// Why a request could not be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    /// Nobody is signed in, or the session has ended (HTTP 401).
    #[error("sign-in required")]
    SignInRequired,
    /// It does not exist, or the caller may not know that it does (HTTP 404).
    #[error("not found")]
    NotFound,
    /// Some fields hold what cannot be accepted (HTTP 422).
    #[error("{} field(s) are not valid", .0.len())]
    Invalid(Vec<FieldError>),
    /// Something else refers to it, so it cannot be deleted (HTTP 409).
    #[error("still in use")]
    InUse(Vec<Usage>),
    /// Too many failures: try again after so many seconds (HTTP 429).
    #[error("too many attempts, wait {0} s")]
    TooManyAttempts(u32),
    /// The request itself is malformed: a forged cursor, an argument of the wrong type (HTTP 400).
    #[error("malformed request")]
    Malformed,
    /// It took longer than allowed and was given up; nothing was changed (HTTP 503).
    #[error("took too long")]
    TookTooLong,
    /// The server could not be reached from the browser.
    #[error("the server could not be reached")]
    Unreachable,
    /// Our fault; the log has the details under this request id (HTTP 500).
    #[error("something broke, see the log for {0}")]
    Broken(String),
}

/// One field and what is wrong with it. The field's name is the form's, such as `form[email]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: String,
    pub problem: Problem,
}

/// What can be wrong with a field. The words for each stand in the locales, so that a page says
/// it in the reader's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    Required,
    /// At most so many characters.
    TooLong(u32),
    /// At least so many characters.
    TooShort(u32),
    /// Holds a control character, such as a line break in a name.
    ControlCharacter,
    /// Something else has this name already.
    Taken,
    NotAnEmail,
    NotAUsername,
    NotAPhone,
    /// Not one of the values offered.
    NotOffered,
    NotJson,
    /// Among the passwords that everyone tries first.
    CommonPassword,
    /// Holds the username or the e-mail address.
    ContainsName,
    PasswordsDiffer,
    WrongPassword,
    /// The username and the password do not belong together. Says nothing about which is wrong.
    WrongCredentials,
    /// Nobody may take away their own rights, or deactivate themselves.
    Yourself,
    /// The last active superuser has to stay one.
    LastSuperuser,
    /// The one-time link is unknown, used or expired.
    DeadLink,
    /// It was changed by somebody else since this form was opened.
    Stale,
    NotAnImage,
    /// Not the name that has to be typed before something is deleted.
    NameDiffers,
    /// Nothing was picked that the button could be about.
    NothingChosen,
    /// Nobody passes on what they do not hold themselves.
    NotHeld,
    /// Not a moment as a form writes it.
    NotAMoment,
    /// A moment that is over already.
    Past,
}

/// How often something is referred to, by the kind of what refers to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Table of what refers to it, such as `data_platform.datasets`.
    pub table: String,
    /// How many rows do; counting stops at 1,000.
    pub rows: i64,
}

impl AppError {
    /// One field, one problem.
    pub fn field(field: &str, problem: Problem) -> Self {
        Self::Invalid(vec![FieldError {
            field: field.to_owned(),
            problem,
        }])
    }

    /// The HTTP status that says the same.
    pub const fn status(&self) -> u16 {
        match self {
            Self::SignInRequired => 401,
            Self::NotFound => 404,
            Self::Invalid(_) => 422,
            Self::InUse(_) => 409,
            Self::TooManyAttempts(_) => 429,
            Self::Malformed => 400,
            Self::TookTooLong | Self::Unreachable => 503,
            Self::Broken(_) => 500,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Serialization(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => Self::Malformed,
            ServerFnErrorErr::Request(_) => Self::Unreachable,
            ServerFnErrorErr::Registration(_)
            | ServerFnErrorErr::ServerError(_)
            | ServerFnErrorErr::MiddlewareError(_)
            | ServerFnErrorErr::Response(_) => Self::Broken(String::new()),
        }
    }
}
