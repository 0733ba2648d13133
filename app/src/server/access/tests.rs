//! The condition against a plain reference, in thousands of random worlds: two organizations each,
//! with people, groups, grants of every sort, public objects, people and organizations that are
//! deactivated, and grants that have run out.

use std::{collections::HashSet, sync::Arc};

use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use sqlx::PgPool;
use time::OffsetDateTime;

use super::*;
use crate::{permission::PermissionSet, server::testing};

const WORLDS: usize = 10_000;
/// What is granted in these worlds, and asked for.
const ASKED: [Permission; 3] = [
    Permission::ViewDataset,
    Permission::ChangeDataset,
    Permission::DeleteDataset,
];

#[derive(Clone, Debug)]
struct Organization {
    is_active: bool,
}

#[derive(Clone, Debug)]
struct Person {
    organization: usize,
    is_active: bool,
    is_staff: bool,
    is_superuser: bool,
    groups: Vec<usize>,
    granted: Vec<Permission>,
}

#[derive(Clone, Debug)]
struct Group {
    organization: usize,
    granted: Vec<Permission>,
}

#[derive(Clone, Debug)]
struct Dataset {
    organization: usize,
    creator: usize,
    is_public: bool,
}

#[derive(Clone, Copy, Debug)]
enum To {
    Person(usize),
    Group(usize),
}

#[derive(Clone, Debug)]
struct Grant {
    to: To,
    permission: Permission,
    dataset: usize,
    /// Over, still to come, or for good.
    expires: Option<bool>,
}

/// All worlds in one: nothing in one refers to anything in another.
#[derive(Debug, Default)]
struct Model {
    organizations: Vec<Organization>,
    people: Vec<Person>,
    groups: Vec<Group>,
    datasets: Vec<Dataset>,
    grants: Vec<Grant>,
}

impl Model {
    fn add_world(&mut self, random: &mut StdRng) {
        for _ in 0..2 {
            let organization = self.organizations.len();
            self.organizations.push(Organization {
                is_active: random.random_bool(0.9),
            });
            let groups: Vec<usize> = (0..2).map(|i| self.groups.len() + i).collect();
            for _ in 0..2 {
                self.groups.push(Group {
                    organization,
                    granted: some(random, &ASKED, 0.15),
                });
            }
            let people: Vec<usize> = (0..3).map(|i| self.people.len() + i).collect();
            for _ in 0..3 {
                self.people.push(Person {
                    organization,
                    is_active: random.random_bool(0.85),
                    is_staff: random.random_bool(0.15),
                    is_superuser: random.random_bool(0.05),
                    groups: some(random, &groups, 0.4),
                    granted: some(random, &ASKED, 0.1),
                });
            }
            for _ in 0..3 {
                let dataset = self.datasets.len();
                self.datasets.push(Dataset {
                    organization,
                    creator: *people.choose(random).expect("there are three"),
                    is_public: random.random_bool(0.15),
                });
                for permission in some(random, &ASKED, 0.3) {
                    let to = if random.random_bool(0.5) {
                        To::Person(*people.choose(random).expect("there are three"))
                    } else {
                        To::Group(*groups.choose(random).expect("there are two"))
                    };
                    self.grants.push(Grant {
                        to,
                        permission,
                        dataset,
                        expires: [None, Some(true), Some(false)][random.random_range(0..3)],
                    });
                }
            }
        }
    }

    /// The rules as the issue of permissions states them, in the order one would say them.
    fn allows(&self, person: usize, permission: Permission, dataset: usize) -> bool {
        let (who, what) = (&self.people[person], &self.datasets[dataset]);
        if !who.is_active {
            return false;
        }
        if who.is_superuser {
            return true;
        }
        if !self.organizations[who.organization].is_active || who.organization != what.organization
        {
            return false;
        }
        let is_held = who.granted.contains(&permission)
            || who
                .groups
                .iter()
                .any(|group| self.groups[*group].granted.contains(&permission));
        let is_shared = self.grants.iter().any(|grant| {
            grant.dataset == dataset
                && grant.permission == permission
                && grant.expires != Some(true)
                && match grant.to {
                    To::Person(to) => to == person,
                    To::Group(to) => who.groups.contains(&to),
                }
        });
        is_held
            || is_shared
            || what.creator == person
            || (what.is_public && permission == Permission::ViewDataset)
    }

    /// Grants by dataset would be quicker to look through; worlds are small, so a slice will do.
    fn world(&self, world: usize) -> Self {
        let (o, p, g, d) = (world * 2, world * 6, world * 4, world * 6);
        let shift = |index: usize, base: usize| index - base;
        Self {
            organizations: self.organizations[o..o + 2].to_vec(),
            people: self.people[p..p + 6]
                .iter()
                .cloned()
                .map(|mut person| {
                    person.organization = shift(person.organization, o);
                    person
                        .groups
                        .iter_mut()
                        .for_each(|group| *group = shift(*group, g));
                    person
                })
                .collect(),
            groups: self.groups[g..g + 4]
                .iter()
                .cloned()
                .map(|mut group| {
                    group.organization = shift(group.organization, o);
                    group
                })
                .collect(),
            datasets: self.datasets[d..d + 6]
                .iter()
                .cloned()
                .map(|mut dataset| {
                    dataset.organization = shift(dataset.organization, o);
                    dataset.creator = shift(dataset.creator, p);
                    dataset
                })
                .collect(),
            grants: self
                .grants
                .iter()
                .filter(|grant| (d..d + 6).contains(&grant.dataset))
                .cloned()
                .map(|mut grant| {
                    grant.dataset = shift(grant.dataset, d);
                    grant.to = match grant.to {
                        To::Person(to) => To::Person(shift(to, p)),
                        To::Group(to) => To::Group(shift(to, g)),
                    };
                    grant
                })
                .collect(),
        }
    }
}

fn some<T: Clone>(random: &mut StdRng, of: &[T], share: f64) -> Vec<T> {
    of.iter()
        .filter(|_| random.random_bool(share))
        .cloned()
        .collect()
}

fn id(index: usize) -> i32 {
    i32::try_from(index).expect("these worlds are small") + 1
}

/// Writes the model into an empty database: the row of index 0 has the id 1.
async fn write(owner: &PgPool, model: &Model) {
    testing::write_permissions(owner).await;
    let mut tx = owner.begin().await.unwrap();
    sqlx::query("SELECT set_config('terrace.scope', 'every', true)")
        .execute(&mut *tx)
        .await
        .unwrap();
    let active: Vec<bool> = model.organizations.iter().map(|o| o.is_active).collect();
    sqlx::query(
        "INSERT INTO auth.organizations (id, name, is_active)
         SELECT n, 'o' || n, active FROM unnest($1::bool[]) WITH ORDINALITY AS t (active, n)",
    )
    .bind(active)
    .execute(&mut *tx)
    .await
    .unwrap();
    sqlx::query(
        "INSERT INTO auth.users (id, organization_id, username, email, password, is_active,
             is_staff, is_superuser)
         SELECT n, organization, 'u' || n, 'u' || n || '@x.example', '!', active, staff, super
         FROM unnest($1::int[], $2::bool[], $3::bool[], $4::bool[])
              WITH ORDINALITY AS t (organization, active, staff, super, n)",
    )
    .bind(
        model
            .people
            .iter()
            .map(|p| id(p.organization))
            .collect::<Vec<_>>(),
    )
    .bind(model.people.iter().map(|p| p.is_active).collect::<Vec<_>>())
    .bind(model.people.iter().map(|p| p.is_staff).collect::<Vec<_>>())
    .bind(
        model
            .people
            .iter()
            .map(|p| p.is_superuser)
            .collect::<Vec<_>>(),
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    sqlx::query(
        "INSERT INTO auth.groups (id, organization_id, name)
         SELECT n, organization, 'g' || n FROM unnest($1::int[]) WITH ORDINALITY AS t (organization, n)",
    )
    .bind(model.groups.iter().map(|g| id(g.organization)).collect::<Vec<_>>())
    .execute(&mut *tx)
    .await
    .unwrap();
    let memberships: Vec<(i32, i32)> = model
        .people
        .iter()
        .enumerate()
        .flat_map(|(person, p)| p.groups.iter().map(move |group| (id(person), id(*group))))
        .collect();
    sqlx::query("INSERT INTO auth.user_groups (user_id, group_id) SELECT * FROM unnest($1::int[], $2::int[])")
        .bind(memberships.iter().map(|m| m.0).collect::<Vec<_>>())
        .bind(memberships.iter().map(|m| m.1).collect::<Vec<_>>())
        .execute(&mut *tx)
        .await
        .unwrap();
    let people = model.people.iter().map(|person| &person.granted);
    let groups = model.groups.iter().map(|group| &group.granted);
    for (table, column, granted) in [
        (
            "auth.user_permissions",
            "user_id",
            people.collect::<Vec<_>>(),
        ),
        ("auth.group_permissions", "group_id", groups.collect()),
    ] {
        let pairs: Vec<(i32, &str)> = granted
            .iter()
            .enumerate()
            .flat_map(|(i, granted)| granted.iter().map(move |p| (id(i), p.codename())))
            .collect();
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "INSERT INTO {table} ({column}, permission_id)
             SELECT t.who, p.id FROM unnest($1::int[], $2::text[]) AS t (who, codename)
             JOIN auth.permissions p USING (codename)"
        )))
        .bind(pairs.iter().map(|pair| pair.0).collect::<Vec<_>>())
        .bind(
            pairs
                .iter()
                .map(|pair| pair.1.to_owned())
                .collect::<Vec<_>>(),
        )
        .execute(&mut *tx)
        .await
        .unwrap();
    }
    sqlx::query(
        "INSERT INTO data_platform.datasets
             (id, organization_id, name, storage_location, format, created_by, is_public)
         SELECT n, organization, 'd' || n, 's3://x', 'csv', creator, public
         FROM unnest($1::int[], $2::int[], $3::bool[])
              WITH ORDINALITY AS t (organization, creator, public, n)",
    )
    .bind(
        model
            .datasets
            .iter()
            .map(|d| id(d.organization))
            .collect::<Vec<_>>(),
    )
    .bind(
        model
            .datasets
            .iter()
            .map(|d| id(d.creator))
            .collect::<Vec<_>>(),
    )
    .bind(
        model
            .datasets
            .iter()
            .map(|d| d.is_public)
            .collect::<Vec<_>>(),
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    let now = OffsetDateTime::now_utc();
    let to = |grant: &Grant| match grant.to {
        To::Person(to) => (Some(id(to)), None),
        To::Group(to) => (None, Some(id(to))),
    };
    sqlx::query(
        "INSERT INTO auth.object_permissions
             (permission_id, content_type_id, object_pk, user_id, group_id, expires_at)
         SELECT p.id, p.content_type_id, t.object::text, t.person, t.team, t.expires
         FROM unnest($1::text[], $2::int[], $3::int[], $4::int[], $5::timestamptz[])
              AS t (codename, object, person, team, expires)
         JOIN auth.permissions p USING (codename)",
    )
    .bind(
        model
            .grants
            .iter()
            .map(|g| g.permission.codename().to_owned())
            .collect::<Vec<_>>(),
    )
    .bind(
        model
            .grants
            .iter()
            .map(|g| id(g.dataset))
            .collect::<Vec<_>>(),
    )
    .bind(model.grants.iter().map(|g| to(g).0).collect::<Vec<_>>())
    .bind(model.grants.iter().map(|g| to(g).1).collect::<Vec<_>>())
    .bind(
        model
            .grants
            .iter()
            .map(|grant| {
                grant.expires.map(|is_over| {
                    let hour = time::Duration::HOUR;
                    if is_over { now - hour } else { now + hour }
                })
            })
            .collect::<Vec<_>>(),
    )
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    for table in [
        "auth.users",
        "auth.user_groups",
        "auth.object_permissions",
        "data_platform.datasets",
    ] {
        sqlx::query(sqlx::AssertSqlSafe(format!("ANALYZE {table}")))
            .execute(owner)
            .await
            .unwrap();
    }
}

/// The whole model's answers for one permission: pairs of person and dataset, by id. People only
/// ever reach into their own world, but for superusers, who are asked about that world alone.
fn expected(model: &Model, permission: Permission) -> HashSet<(i32, i32)> {
    let mut pairs = HashSet::new();
    for world in 0..WORLDS {
        let small = model.world(world);
        for person in 0..6 {
            for dataset in 0..6 {
                if small.allows(person, permission, dataset) {
                    pairs.insert((id(world * 6 + person), id(world * 6 + dataset)));
                }
            }
        }
    }
    pairs
}

/// As their session would know them.
fn caller_of(base: &Ctx, model: &Model, person: usize) -> Ctx {
    let who = &model.people[person];
    let role = match (who.is_superuser, who.is_staff) {
        (true, _) => Role::Superuser,
        (_, true) => Role::Staff,
        _ => Role::Member,
    };
    let mut held = PermissionSet::of_role(role);
    held.extend(who.granted.iter().copied());
    for group in &who.groups {
        held.extend(model.groups[*group].granted.iter().copied());
    }
    let mut ctx = base.clone();
    let caller = Arc::make_mut(&mut ctx.caller);
    caller.user_id = id(person);
    caller.role = role;
    caller.held = held;
    caller.groups = who.groups.iter().map(|group| id(*group)).collect();
    caller.organization = Some((id(who.organization), String::new()));
    ctx
}

#[sqlx::test(migrations = "../migrations")]
async fn the_condition_decides_as_the_rules_do_in_ten_thousand_worlds(owner: PgPool) {
    let mut random = StdRng::seed_from_u64(20_261_125);
    let mut model = Model::default();
    for _ in 0..WORLDS {
        model.add_world(&mut random);
    }
    model.grants.sort_by_key(|grant| grant.dataset);
    write(&owner, &model).await;
    let base = testing::ctx(&owner, "u1").await;
    for permission in ASKED {
        let expected = expected(&model, permission);

        // About anybody, as the explainer and the warnings ask.
        let mut sql = QueryBuilder::new(
            "SELECT u.id, o.id FROM auth.users u
             JOIN data_platform.datasets o ON (o.id - 1) / 6 = (u.id - 1) / 6 WHERE ",
        );
        push_allowed(&mut sql, Who::Person("u"), permission);
        let found: Vec<(i32, i32)> = sql.build_query_as().fetch_all(&owner).await.unwrap();
        let found: HashSet<_> = found.into_iter().collect();
        let differs: Vec<_> = found.symmetric_difference(&expected).take(5).collect();
        assert!(
            differs.is_empty(),
            "{permission:?}: {differs:?} of {}",
            expected.len()
        );
        assert!(expected.len() > WORLDS, "the worlds are not empty");

        // About the caller, as every list asks: one person of each world, behind both walls.
        for world in 0..WORLDS {
            let person = world * 6 + random.random_range(0..6);
            let who = &model.people[person];
            if !who.is_active
                || !(who.is_superuser || model.organizations[who.organization].is_active)
            {
                // They have no session.
                continue;
            }
            let ctx = caller_of(&base, &model, person);
            let mut tx = ctx.read().await.unwrap();
            let mut sql = QueryBuilder::new("SELECT o.id FROM data_platform.datasets o WHERE ");
            ctx.scope(&mut sql, "o.organization_id");
            sql.push(" AND ");
            push_allowed(&mut sql, Who::Caller(&ctx), permission);
            let mut found: Vec<i32> = sql.build_query_scalar().fetch_all(&mut *tx).await.unwrap();
            found.sort_unstable();
            let own: Vec<i32> = (world * 6..world * 6 + 6)
                .filter(|dataset| model.datasets[*dataset].organization == who.organization)
                .map(id)
                .filter(|dataset| expected.contains(&(id(person), *dataset)))
                .collect();
            assert_eq!(found, own, "{permission:?}, {who:?}");
            let one = id(world * 6 + random.random_range(0..6));
            assert_eq!(
                may(&mut tx, &ctx, permission, one).await.unwrap(),
                own.contains(&one)
            );
        }
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_long_list_of_grants_is_looked_up_and_not_walked_through(owner: PgPool) {
    testing::write_permissions(&owner).await;
    sqlx::raw_sql(
        "SELECT set_config('terrace.scope', 'every', false);
         INSERT INTO auth.organizations (id, name) VALUES (1, 'o');
         INSERT INTO auth.users (id, organization_id, username, email, password)
         VALUES (1, 1, 'u1', 'u1@x.example', '!'), (2, 1, 'u2', 'u2@x.example', '!');
         INSERT INTO data_platform.datasets (id, organization_id, name, storage_location, format, created_by)
         SELECT n, 1, 'd' || n, 's3://x', 'csv', 2 FROM generate_series(1, 60000) AS n;
         INSERT INTO auth.object_permissions (permission_id, content_type_id, object_pk, user_id)
         SELECT p.id, p.content_type_id, (n * 100)::text, 1
         FROM auth.permissions p, generate_series(1, 500) AS n WHERE p.codename = 'view_dataset';
         INSERT INTO auth.object_permissions (permission_id, content_type_id, object_pk, user_id)
         SELECT p.id, p.content_type_id, n::text, 2
         FROM auth.permissions p, generate_series(1, 60000) AS n WHERE p.codename = 'view_dataset';
         ANALYZE data_platform.datasets; ANALYZE auth.object_permissions; ANALYZE auth.users;",
    )
    .execute(&owner)
    .await
    .unwrap();
    let ctx = testing::ctx(&owner, "u1").await;
    let mut tx = ctx.read().await.unwrap();
    let mut sql = QueryBuilder::new(
        "EXPLAIN (ANALYZE, FORMAT TEXT) SELECT o.id FROM data_platform.datasets o WHERE ",
    );
    visible(&ctx, Entity::Dataset, &mut sql);
    sql.push(" ORDER BY lower(o.name), o.id LIMIT 51");
    let plan: Vec<String> = sql.build_query_scalar().fetch_all(&mut *tx).await.unwrap();
    let plan = plan.join("\n");
    assert!(plan.contains("object_permissions_user_key"), "{plan}");
    assert!(plan.contains("datasets_pkey"), "{plan}");
    assert!(!plan.contains("Seq Scan on datasets"), "{plan}");
}
