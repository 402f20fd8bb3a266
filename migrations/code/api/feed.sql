-- The change feed, filled by statement-level triggers and read behind the watermark.

create or replace function api.feed_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into api.feed (noun, row_id, branch_id)
    select tg_argv[0], coalesce((r.j ->> 'id')::uuid, '00000000-0000-0000-0000-000000000000'), (r.j ->> tg_argv[1])::uuid
    from (select to_jsonb(n) as j from new_rows n) r;
    return null;
end $$;

-- A job's progress is a reading; only a transition of its state or reason enters the feed.
create or replace function api.feed_job_transition() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into api.feed (noun, row_id, branch_id)
    select 'job', n.id, n.branch_id from new_rows n join old_rows o using (id)
    where n.state <> o.state or n.reason is distinct from o.reason;
    return null;
end $$;

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
        execute format('create or replace trigger feed_insert after insert on public.%I referencing new table as new_rows '
                       'for each statement execute function api.feed_changed(%L, %L)', t.column1, t.column2, t.column3);
        execute format('create or replace trigger feed_update after update on public.%I referencing new table as new_rows '
                       'for each statement execute function api.feed_changed(%L, %L)', t.column1, t.column2, t.column3);
    end loop;
end $$;
create or replace trigger feed_insert after insert on public.isp_session_requests referencing new table as new_rows
    for each statement execute function api.feed_changed('session_request', 'branch_id');
create or replace trigger feed_insert after insert on public.isp_jobs referencing new table as new_rows
    for each statement execute function api.feed_changed('job', 'branch_id');
create or replace trigger feed_update after update on public.isp_jobs referencing old table as old_rows new table as new_rows
    for each statement execute function api.feed_job_transition();

-- Everything below the watermark is final: a transaction still open is at or above it.
create or replace function api.feed_since(p_xid text, p_seq bigint)
returns table (noun text, row_id uuid, xid text, seq bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select f.noun, f.row_id, f.xid::text, f.seq
    from api.feed f
    where (f.xid, f.seq) > (p_xid::xid8, p_seq)
      and f.xid < pg_snapshot_xmin(pg_current_snapshot())
      and (f.branch_id is null or (select sec.sees_all_branches()) or f.branch_id = any ((select sec.my_branches())::uuid[]))
    order by f.xid, f.seq
    limit 1000
$$;

create or replace function api.feed_start() returns table (xid text, seq bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
    select (pg_snapshot_xmin(pg_current_snapshot())::text::numeric - 1)::text, 9223372036854775807
$$;
