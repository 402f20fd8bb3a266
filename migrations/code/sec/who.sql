-- Who is asking. Everything binds to session_user: a setting could be changed by the one it is meant to hold back.

create or replace function sec.is_member(role name) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select pg_has_role(session_user, role, 'member')
$$;

create or replace function sec.is_any(roles name[]) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from unnest(roles) as r(role) where pg_has_role(session_user, r.role, 'member'))
$$;

-- The branches an operator works for; empty for a login that is no active operator.
create or replace function sec.my_branches() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select coalesce(array_agg(b.id), '{}')
    from public.users u
    join public.isp_branches b on u.branch_id is null or b.id = u.branch_id
    where u.login = session_user and u.active
$$;

create or replace function sec.sees_all_branches() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select from public.users u where u.login = session_user and u.active and u.branch_id is null)
$$;

-- Only the agent may act for somebody else, and only inside its own transaction.
create or replace function sec.actor() returns name
language sql stable set search_path = pg_catalog, pg_temp as $$
    select case when session_user = 'janet_agent'
                then coalesce(nullif(current_setting('janet.actor', true), ''), 'janet_agent')::name
                else session_user::name end
$$;
