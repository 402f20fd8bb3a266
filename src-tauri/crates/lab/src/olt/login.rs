//! How a device asks who is there, on Telnet: over SSH the protocol does.

use super::Model;

/// Words of a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    pub banner: Vec<String>,
    pub user: String,
    pub password: String,
    /// Said before it asks again.
    pub refused: String,
    /// After so many refusals it closes the connection.
    pub attempts: u32,
    /// It takes CR LF for two Enters, as V-SOL does.
    pub crlf_is_two_enters: bool,
}

impl Login {
    pub(super) fn of(model: Model) -> Self {
        let (banner, user, password, refused): (&[&str], _, _, _) = match model {
            // The words of ZTE's and Huawei's refusals are from documents, not from captures. The box without a name asks as HSGQ
            // does; nothing tells how it would.
            Model::ZteC320 => (&[], "Username:", "Password:", "%Error 20209: No username or bad password"),
            Model::HuaweiMa5608t | Model::HuaweiMa5800 => (&[], ">>User name:", ">>User password:", "  Username or password invalid."),
            Model::HiosoHat7304 => {
                (&["Welcome to EPON.", "", "", "User Access Verification", ""], "Username: ", "Password: ", "% Incorrect passwd!")
            }
            // Its banner comes behind the login, as over SSH.
            Model::VsolV1600g0 | Model::VsolV1600g1 | Model::VsolV1600d => (&[], "Login:", "Password:", "Bad UserName or Bad Password"),
            Model::HsgqXe04i | Model::HsgqG02id | Model::Unbranded => (&[], "username:", "password:", "Bad username , too many failures!"),
        };
        Self {
            banner: banner.iter().map(|line| (*line).to_owned()).collect(),
            user: user.to_owned(),
            password: password.to_owned(),
            refused: refused.to_owned(),
            attempts: 3,
            crlf_is_two_enters: matches!(model, Model::VsolV1600g0 | Model::VsolV1600g1 | Model::VsolV1600d),
        }
    }
}
