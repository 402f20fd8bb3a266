-- Audit rows by statement-level triggers: changed columns only, in the writer's transaction, never changed afterwards.

create or replace function sec.changed(before jsonb, after jsonb, side text) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select coalesce(jsonb_object_agg(k.key, case side when 'before' then before -> k.key else after -> k.key end), '{}')
    from jsonb_object_keys(after) as k(key)
    where k.key not in ('version', 'updated_at') and before -> k.key is distinct from after -> k.key
$$;

create or replace function sec.audit_insert() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.isp_activity_logs (actor, action, noun, row_id, branch_id, command_id, after)
    select sec.actor(), 'insert', tg_argv[0], (r.j ->> 'id')::uuid, (r.j ->> tg_argv[1])::uuid,
           nullif(current_setting('janet.command', true), '')::uuid, jsonb_strip_nulls(r.j)
    from (select to_jsonb(n) as j from new_rows n) r;
    return null;
end $$;

create or replace function sec.audit_update() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.isp_activity_logs (actor, action, noun, row_id, branch_id, command_id, before, after)
    select sec.actor(), 'update', tg_argv[0], (r.a ->> 'id')::uuid, (r.a ->> tg_argv[1])::uuid,
           nullif(current_setting('janet.command', true), '')::uuid,
           sec.changed(r.b, r.a, 'before'), sec.changed(r.b, r.a, 'after')
    from (
        -- isp_settings has one row and no id; every other audited table has one.
        select to_jsonb(o) as b, to_jsonb(n) as a
        from old_rows o
        join new_rows n on coalesce(to_jsonb(o) ->> 'id', '') = coalesce(to_jsonb(n) ->> 'id', '')
    ) r
    where sec.changed(r.b, r.a, 'after') <> '{}';
    return null;
end $$;

create or replace function sec.append_only() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

create or replace trigger append_only before update or delete or truncate on public.isp_activity_logs
    for each statement execute function sec.append_only();
create or replace trigger append_only before update or delete or truncate on audit.seals
    for each statement execute function sec.append_only();
-- The books: what was posted, paid and allocated is corrected by new rows.
create or replace trigger append_only before update or delete or truncate on public.journal_entries
    for each statement execute function sec.append_only();
create or replace trigger append_only before update or delete or truncate on public.journal_lines
    for each statement execute function sec.append_only();
create or replace trigger append_only before update or delete or truncate on public.isp_transactions
    for each statement execute function sec.append_only();
create or replace trigger append_only before update or delete or truncate on public.payment_allocations
    for each statement execute function sec.append_only();
create or replace trigger never_deleted before delete or truncate on public.isp_invoices
    for each statement execute function sec.append_only();
create or replace trigger never_deleted before delete or truncate on public.isp_invoice_items
    for each statement execute function sec.append_only();

do $$
declare t record;
begin
    for t in values ('isp_settings', 'settings', 'none'), ('isp_branches', 'branch', 'id'),
                    ('users', 'operator', 'branch_id'), ('isp_customers', 'customer', 'branch_id'),
                    ('isp_service_nodes', 'node', 'branch_id'), ('odcs', 'odc', 'branch_id'), ('odps', 'odp', 'branch_id'),
                    ('isp_service_zones', 'zone', 'branch_id'), ('isp_plans', 'plan', 'none'), ('isp_services', 'service', 'branch_id'),
                    ('isp_service_holds', 'hold', 'branch_id'), ('isp_customer_devices', 'device', 'branch_id'),
                    ('isp_invoices', 'invoice', 'branch_id'), ('isp_transactions', 'payment', 'branch_id'),
                    ('isp_agent_keys', 'agent_key', 'none')
    loop
        execute format('create or replace trigger audit_insert after insert on public.%I referencing new table as new_rows '
                       'for each statement execute function sec.audit_insert(%L, %L)', t.column1, t.column2, t.column3);
        execute format('create or replace trigger audit_update after update on public.%I referencing old table as old_rows new table as new_rows '
                       'for each statement execute function sec.audit_update(%L, %L)', t.column1, t.column2, t.column3);
    end loop;
end $$;
