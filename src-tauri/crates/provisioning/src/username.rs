//! PPPoE names: proposed from a person's name, free or taken.

use janet_customers::check_username;
use sqlx::PgPool;

use crate::Error;

/// `budi.santoso`, else `budi.santoso2` and so on: the first one that is free.
pub async fn suggest_username(pool: &PgPool, name: &str) -> Result<String, Error> {
    let stem = stem(name);
    let taken: Vec<String> =
        sqlx::query_scalar!(r#"select username as "username!" from api.usernames_like($1)"#, stem).fetch_all(pool).await?;
    if !taken.contains(&stem) {
        return Ok(stem);
    }
    // One more candidate than there are names taken, so one of them is free.
    Ok((2..taken.len() + 3).map(|number| format!("{stem}{number}")).find(|name| !taken.contains(name)).unwrap_or(stem))
}

/// Whether no service has this name, in any branch.
pub async fn username_free(pool: &PgPool, username: &str) -> Result<bool, Error> {
    let name = check_username(username)?;
    let taken: Vec<String> =
        sqlx::query_scalar!(r#"select username as "username!" from api.usernames_like($1)"#, name).fetch_all(pool).await?;
    Ok(!taken.contains(&name))
}

/// First and last word in plain letters.
fn stem(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| !c.is_alphanumeric())
        .map(|word| word.chars().filter_map(plain).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect();
    let stem = match words.as_slice() {
        [] => "pelanggan".to_owned(),
        [one] => one.clone(),
        [first, .., last] => format!("{first}.{last}"),
    };
    let stem: String = stem.chars().take(30).collect();
    if stem.len() < 3 { format!("{stem}.net") } else { stem }
}

fn plain(c: char) -> Option<char> {
    let c = match c {
        'é' | 'è' | 'ê' | 'ë' | 'É' => 'e',
        'á' | 'à' | 'â' | 'ä' | 'Á' => 'a',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        other => other,
    };
    c.is_ascii_alphanumeric().then(|| c.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems() {
        for (name, wanted) in [
            ("Budi Santoso", "budi.santoso"),
            ("  H. Ahmad Dahlan, S.Kom ", "h.kom"),
            ("Siti", "siti"),
            ("Al", "al.net"),
            ("", "pelanggan"),
            ("René Müller", "rene.muller"),
        ] {
            assert_eq!(stem(name), wanted, "{name}");
            assert!(check_username(&stem(name)).is_ok());
        }
    }
}
