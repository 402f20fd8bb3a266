-- The write path of every operator: api.submit, and reading one's own outcomes.

-- An input without its secret fields; a path is written `outer,inner`.
create or replace function sec.without(input jsonb, paths text[]) returns jsonb
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare p text;
begin
    foreach p in array paths loop
        input := input #- string_to_array(p, ',');
    end loop;
    return input;
end $$;

-- Same id and same input: the first outcome. Same id and other input: refused as `command_reused`.
create or replace function api.submit(p_id uuid, p_kind text, p_version smallint, p_input jsonb)
returns table (state text, outcome jsonb)
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    v_sha bytea := sha256(convert_to(p_kind || ' ' || p_version::text || ' ' || p_input::text, 'UTF8'));
    v_old api.commands%rowtype;
begin
    if not exists (select from sec.command_rights r
                   where r.kind = p_kind and pg_has_role(session_user, r.role, 'member')) then
        raise exception 'not allowed: %', p_kind using errcode = 'insufficient_privilege';
    end if;
    -- A disabled operator whose session is still open submits nothing.
    if session_user <> 'janet_agent'
       and not exists (select from public.users u where u.login = session_user and u.active) then
        raise exception 'operator disabled' using errcode = 'insufficient_privilege';
    end if;
    insert into api.commands (id, kind, version, input, input_sha, author, drawn_seed)
    values (p_id, p_kind, p_version, p_input, v_sha, session_user,
            sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())))
    on conflict (id) do nothing;
    if found then
        perform pg_notify('janet_commands', '');
        return query select 'waiting'::text, null::jsonb;
        return;
    end if;
    select * into v_old from api.commands c where c.id = p_id;
    if v_old.author <> session_user or v_old.input_sha <> v_sha then
        return query select 'refused'::text, jsonb_build_object('code', 'command_reused', 'field', null, 'detail', null);
    else
        return query select v_old.state, v_old.outcome;
    end if;
end $$;

create or replace function api.outcome(p_id uuid) returns table (state text, outcome jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select c.state, c.outcome from api.commands c where c.id = p_id and c.author = session_user
$$;

-- What stands in the queue before any agent took it. An administrator sees everybody's, others their own.
create or replace function api.waiting_commands()
returns table (id uuid, kind text, author name, submitted_at timestamptz, attempts int, last_error text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select c.id, c.kind, c.author, c.drawn_at, c.attempts, c.last_error
    from api.commands c
    where c.state = 'waiting' and (c.author = session_user or pg_has_role(session_user, 'janet_admin', 'member'))
    order by c.drawn_at limit 200
$$;
