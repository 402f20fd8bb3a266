-- Making and changing operator logins: the one thing that needs CREATEROLE, so it stands behind four functions that
-- belong to janet_roles and that only the agent may call. A password never comes here, only its SCRAM verifier.

create or replace function sec.check_operator_login(login name) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    if login !~ '^[a-z][a-z0-9._-]{1,31}$' or login ~ '^(janet_|pg_|postgres$|replication$|public$|none$)' then
        raise exception 'login not allowed' using errcode = 'invalid_authorization_specification';
    end if;
end $$;

create or replace function sec.check_is_operator(login name) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
    perform sec.check_operator_login(login);
    if not exists (
        select from pg_auth_members m
        join pg_roles g on g.oid = m.roleid and g.rolname = 'janet_operator'
        join pg_roles r on r.oid = m.member and r.rolname = login
        where not r.rolsuper and not r.rolcreaterole and not r.rolbypassrls
    ) then
        raise exception 'not an operator login' using errcode = 'undefined_object';
    end if;
end $$;

create or replace function sec.operator_login_create(login name, verifier text, groups name[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform sec.check_operator_login(login);
    if verifier !~ '^SCRAM-SHA-256\$' then
        raise exception 'not a verifier' using errcode = 'invalid_parameter_value';
    end if;
    execute format('create role %I login connection limit 20 password %L', login, verifier);
    execute format('grant janet_operator to %I', login);
    perform sec.operator_login_groups(login, groups);
end $$;

create or replace function sec.operator_login_groups(login name, groups name[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare g name;
begin
    perform sec.check_is_operator(login);
    foreach g in array array['janet_admin', 'janet_finance', 'janet_cashier', 'janet_noc', 'janet_support',
                             'janet_field', 'janet_partner', 'janet_auditor', 'janet_branch']::name[]
    loop
        if g = any (groups) then
            execute format('grant %I to %I', g, login);
        elsif pg_has_role(login, g, 'member') then
            execute format('revoke %I from %I', g, login);
        end if;
    end loop;
end $$;

create or replace function sec.operator_login_password(login name, verifier text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform sec.check_is_operator(login);
    if verifier !~ '^SCRAM-SHA-256\$' then
        raise exception 'not a verifier' using errcode = 'invalid_parameter_value';
    end if;
    execute format('alter role %I password %L', login, verifier);
end $$;

-- NOLOGIN does not end a session that is open, so disabling also terminates them.
create or replace function sec.operator_login_active(login name, active boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    perform sec.check_is_operator(login);
    if active then
        execute format('alter role %I login', login);
    else
        execute format('alter role %I nologin', login);
        perform pg_terminate_backend(pid) from pg_stat_activity where usename = login;
    end if;
end $$;

do $$
declare f text;
begin
    -- A function's owner needs CREATE on its schema at the moment of the change of owner, and only then.
    grant usage, create on schema sec to janet_roles;
    foreach f in array array['sec.operator_login_create(name, text, name[])', 'sec.operator_login_groups(name, name[])',
                             'sec.operator_login_password(name, text)', 'sec.operator_login_active(name, boolean)']
    loop
        execute format('alter function %s owner to janet_roles', f);
    end loop;
    revoke create on schema sec from janet_roles;
end $$;
