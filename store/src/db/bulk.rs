//! Statements that run for many rows of values at once.

/// Type of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    Int,
    Text,
    Blob,
    /// An integer; on PostgreSQL one that is not positive counts from the number the statement reserves
    /// ([`numbered`](super::Conn::bulk_execute_numbered)).
    Version,
}

impl Type {
    fn array(self) -> &'static str {
        match self {
            Self::Int | Self::Version => "bigint[]",
            Self::Text => "text[]",
            Self::Blob => "bytea[]",
        }
    }

    /// The value of column `n` as PostgreSQL stores it.
    fn stored(self, n: usize) -> String {
        match self {
            Self::Version => {
                format!("CASE WHEN k.c{n} > 0 THEN k.c{n} ELSE (SELECT last FROM numbered) + k.c{n} END")
            }
            Self::Int | Self::Text | Self::Blob => format!("k.c{n}"),
        }
    }
}

/// One statement in two forms: for one row of values (SQLite runs it per row), and for arrays of columns
/// (PostgreSQL runs it once).
pub(crate) struct Bulk {
    sqlite: String,
    postgres: String,
    types: Vec<Type>,
}

impl Bulk {
    /// A `SELECT` over `$1, $2, …` per key. `strpos(text, part)` is written as PostgreSQL calls it.
    pub(crate) fn select(sql: &str, keys: &[Type]) -> Self {
        Self::select_inner(sql, keys, "")
    }

    /// The same, and the rows found stay locked until the transaction ends. SQLite has one writer: nothing to lock.
    pub(crate) fn select_locked(sql: &str, keys: &[Type]) -> Self {
        Self::select_inner(sql, keys, " FOR UPDATE")
    }

    fn select_inner(sql: &str, keys: &[Type], lock: &str) -> Self {
        let per_key = (1..=keys.len())
            .rev()
            .fold(sql.to_owned(), |sql, n| sql.replace(&format!("${n}"), &format!("k.c{n}")));
        Self {
            sqlite: sql.replace("strpos(", "instr("),
            postgres: format!("SELECT r.* FROM {} CROSS JOIN LATERAL ({per_key}{lock}) r", unnest(keys)),
            types: keys.to_vec(),
        }
    }

    /// `INSERT INTO table (columns…)`, with `tail` such as `ON CONFLICT …`.
    pub(crate) fn insert(table: &str, columns: &[(&str, Type)], tail: &str) -> Self {
        let stored = columns.iter().enumerate().map(|(index, (_, kind))| kind.stored(index + 1));
        Self::insert_stored(table, columns, &stored.collect::<Vec<_>>(), tail)
    }

    /// The same with what is stored computed by PostgreSQL from the value, `$` in the expression; SQLite stores the value.
    pub(crate) fn insert_computed(table: &str, columns: &[(&str, Type, &str)], tail: &str) -> Self {
        let plain: Vec<(&str, Type)> = columns.iter().map(|(name, kind, _)| (*name, *kind)).collect();
        let computed = columns.iter().enumerate();
        let computed = computed.map(|(index, (_, _, by))| by.replace('$', &format!("k.c{}", index + 1)));
        Self::insert_stored(table, &plain, &computed.collect::<Vec<_>>(), tail)
    }

    /// `stored`: what PostgreSQL stores in each column.
    fn insert_stored(table: &str, columns: &[(&str, Type)], stored: &[String], tail: &str) -> Self {
        let names = columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let types: Vec<Type> = columns.iter().map(|(_, kind)| *kind).collect();
        let values = (1..=columns.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
        let (stored, arrays) = (stored.join(", "), unnest(&types));
        Self {
            sqlite: format!("INSERT INTO {table} ({names}) VALUES ({values}) {tail}"),
            postgres: format!("INSERT INTO {table} ({names}) SELECT {stored} FROM {arrays} {tail}"),
            types,
        }
    }

    /// `UPDATE table SET columns… WHERE id = …`. Values of a row: `columns`, then `kept` (where NULL leaves the column
    /// as it is), then the id.
    pub(crate) fn update(table: &str, columns: &[(&str, Type)], kept: &[(&str, Type)]) -> Self {
        let id = columns.len() + kept.len() + 1;
        let all =
            || columns.iter().map(|column| (column, false)).chain(kept.iter().map(|column| (column, true)));
        let set = |value: &dyn Fn(usize) -> String| {
            let parts = all().enumerate().map(|(index, ((name, _), keep))| {
                let value = value(index + 1);
                if keep {
                    format!("{name} = COALESCE({value}, {table}.{name})")
                } else {
                    format!("{name} = {value}")
                }
            });
            parts.collect::<Vec<_>>().join(", ")
        };
        let types: Vec<Type> = all().map(|((_, kind), _)| *kind).chain([Type::Int]).collect();
        Self {
            sqlite: format!("UPDATE {table} SET {} WHERE id = ${id}", set(&|n| format!("${n}"))),
            postgres: format!(
                "UPDATE {table} SET {} FROM {} WHERE {table}.id = k.c{id}",
                set(&|n| types.get(n - 1).map_or_else(String::new, |kind| kind.stored(n))),
                unnest(&types)
            ),
            types,
        }
    }

    /// `DELETE FROM table WHERE column = …`.
    pub(crate) fn delete(table: &str, column: &str) -> Self {
        Self {
            sqlite: format!("DELETE FROM {table} WHERE {column} = $1"),
            postgres: format!("DELETE FROM {table} WHERE {column} = ANY($1::bigint[])"),
            types: vec![Type::Int],
        }
    }

    pub(crate) fn sqlite(&self) -> &str {
        &self.sqlite
    }

    pub(crate) fn postgres(&self) -> &str {
        &self.postgres
    }

    /// The same with its parameters numbered from `first + 1` on: behind those of another statement.
    pub(crate) fn postgres_from(&self, first: usize) -> String {
        let mut parts = self.postgres.split('$');
        let mut sql = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
            let (number, rest) = part.split_at(end);
            let number = number.parse().unwrap_or(0) + first;
            sql.push_str(&format!("${number}{rest}"));
        }
        sql
    }

    pub(crate) fn types(&self) -> &[Type] {
        &self.types
    }
}

/// `UNNEST($1::bigint[], …) AS k(c1, …)`.
fn unnest(types: &[Type]) -> String {
    let arrays = types.iter().enumerate().map(|(index, kind)| format!("${}::{}", index + 1, kind.array()));
    let names = (1..=types.len()).map(|n| format!("c{n}"));
    format!(
        "UNNEST({}) AS k({})",
        arrays.collect::<Vec<_>>().join(", "),
        names.collect::<Vec<_>>().join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_select_becomes_a_lateral_join() {
        let bulk = Bulk::select_locked("SELECT id FROM t WHERE a = $1 AND b = $2", &[Type::Int, Type::Text]);
        assert_eq!(bulk.sqlite(), "SELECT id FROM t WHERE a = $1 AND b = $2");
        assert_eq!(
            bulk.postgres(),
            "SELECT r.* FROM UNNEST($1::bigint[], $2::text[]) AS k(c1, c2) \
             CROSS JOIN LATERAL (SELECT id FROM t WHERE a = k.c1 AND b = k.c2 FOR UPDATE) r"
        );
    }

    #[test]
    fn one_function_has_two_names() {
        let bulk = Bulk::select("SELECT id FROM t WHERE strpos(a, $1) > 0", &[Type::Text]);
        assert_eq!(bulk.sqlite(), "SELECT id FROM t WHERE instr(a, $1) > 0");
        assert!(bulk.postgres().contains("strpos(a, k.c1)"));
    }

    #[test]
    fn an_update_joins_its_values_by_id() {
        let bulk = Bulk::update("t", &[("a", Type::Int)], &[("b", Type::Text)]);
        assert_eq!(bulk.sqlite(), "UPDATE t SET a = $1, b = COALESCE($2, t.b) WHERE id = $3");
        assert_eq!(
            bulk.postgres(),
            "UPDATE t SET a = k.c1, b = COALESCE(k.c2, t.b) \
             FROM UNNEST($1::bigint[], $2::text[], $3::bigint[]) AS k(c1, c2, c3) WHERE t.id = k.c3"
        );
    }

    #[test]
    fn an_insert_may_compute_what_it_stores() {
        let bulk = Bulk::insert_computed("t", &[("a", Type::Int, "$"), ("b", Type::Text, "f($)")], "");
        assert_eq!(bulk.sqlite(), "INSERT INTO t (a, b) VALUES ($1, $2) ");
        assert_eq!(
            bulk.postgres(),
            "INSERT INTO t (a, b) SELECT k.c1, f(k.c2) FROM UNNEST($1::bigint[], $2::text[]) AS k(c1, c2) "
        );
    }

    #[test]
    fn a_statement_moves_behind_others() {
        let bulk = Bulk::insert("t", &[("a", Type::Int), ("b", Type::Text)], "");
        assert_eq!(
            bulk.postgres_from(9).trim_end(),
            "INSERT INTO t (a, b) SELECT k.c1, k.c2 FROM UNNEST($10::bigint[], $11::text[]) AS k(c1, c2)"
        );
    }

    #[test]
    fn an_insert_takes_rows_from_arrays() {
        let bulk = Bulk::insert("t", &[("a", Type::Int)], "ON CONFLICT DO NOTHING");
        assert_eq!(bulk.sqlite(), "INSERT INTO t (a) VALUES ($1) ON CONFLICT DO NOTHING");
        assert_eq!(
            bulk.postgres(),
            "INSERT INTO t (a) SELECT k.c1 FROM UNNEST($1::bigint[]) AS k(c1) ON CONFLICT DO NOTHING"
        );
    }

    #[test]
    fn a_version_counts_from_what_the_statement_reserves() {
        let bulk = Bulk::update("t", &[("version", Type::Version)], &[]);
        assert_eq!(bulk.sqlite(), "UPDATE t SET version = $1 WHERE id = $2");
        assert_eq!(
            bulk.postgres(),
            "UPDATE t SET version = CASE WHEN k.c1 > 0 THEN k.c1 ELSE (SELECT last FROM numbered) + k.c1 END \
             FROM UNNEST($1::bigint[], $2::bigint[]) AS k(c1, c2) WHERE t.id = k.c2"
        );
    }
}
