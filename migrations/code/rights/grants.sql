-- Who may read what. One list; everything not in it is refused. The matrix test reads this state back as real logins.
-- Rules: all = every row · branch = rows of the operator's branches · shared = those, and rows of no branch ·
--        customer = audit lines of customers of the operator's branches · self = the operator's own row.

do $$
declare
    r record;
    g name;
    everyone constant name[] := array['janet_operator'];
    office   constant name[] := array['janet_admin', 'janet_finance', 'janet_cashier', 'janet_noc', 'janet_support',
                                      'janet_field', 'janet_auditor', 'janet_branch'];
    mine     constant text := '((select sec.sees_all_branches()) or %s = any ((select sec.my_branches())::uuid[]))';
    rule     text;
begin
    for r in select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname in ('public', 'api', 'sec', 'audit') and c.relkind in ('r', 'p', 'v', 'S') and c.relname !~ '^_sqlx'
    loop
        execute format('revoke all on %I.%I from public', r.nspname, r.relname);
        foreach g in array everyone || office || array['janet_partner', 'janet_agent', 'janet_radius']::name[] loop
            execute format('revoke all on %I.%I from %I', r.nspname, r.relname, g);
        end loop;
    end loop;
    for r in select schemaname, tablename, policyname from pg_policies where schemaname in ('public', 'api', 'sec', 'audit') loop
        execute format('drop policy %I on %I.%I', r.policyname, r.schemaname, r.tablename);
    end loop;
    for r in select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname in ('public', 'api', 'sec', 'audit') and c.relkind in ('r', 'p') and c.relname !~ '^_sqlx'
    loop
        execute format('alter table %I.%I enable row level security', r.nspname, r.relname);
    end loop;

    grant usage on schema public, api, sec, audit to janet_operator, janet_agent, janet_roles;

    -- Operators: reading.
    for r in
        select * from (values
            ('public.isp_settings',        everyone, 'all'),
            ('public.isp_agents',          everyone, 'all'),
            ('public.isp_leases',          everyone, 'all'),
            ('public.isp_branches',        everyone, 'branch:id'),
            ('public.users',               everyone, 'self'),
            ('public.users',               array['janet_admin', 'janet_auditor']::name[], 'all'),
            ('public.isp_customers',       office,   'branch:branch_id'),
            ('public.customer_overview',   office,   'branch:branch_id'),
            ('public.isp_jobs',            office,   'shared:branch_id'),
            ('public.isp_activity_logs',   array['janet_admin', 'janet_auditor']::name[], 'all'),
            ('public.isp_activity_logs',   array['janet_finance', 'janet_noc', 'janet_support', 'janet_branch']::name[], 'customer'),
            ('audit.seals',                array['janet_admin', 'janet_auditor']::name[], 'all'),
            -- Public halves of keys only. isp_secrets and isp_vault_grants are read by no operator.
            ('public.isp_vault_keys',      everyone, 'all'),
            ('public.isp_agent_keys',      everyone, 'all')
        ) as t(tab, roles, rule)
    loop
        rule := case
            when r.rule = 'all' then 'true'
            when r.rule = 'self' then 'login = session_user'
            when r.rule = 'customer' then 'noun = ''customer'' and ' || format(mine, 'branch_id')
            when r.rule like 'branch:%' then format(mine, split_part(r.rule, ':', 2))
            when r.rule like 'shared:%' then '(' || split_part(r.rule, ':', 2) || ' is null or ' || format(mine, split_part(r.rule, ':', 2)) || ')'
        end;
        foreach g in array r.roles loop
            execute format('grant select on %s to %I', r.tab, g);
        end loop;
        -- Membership is asked when the query runs. A policy "to role" is chosen when it is planned, and an open session
        -- keeps its plan after the role was taken away.
        execute format('create policy %I on %s for select to janet_operator using ((select sec.is_any(%L)) and %s)',
                       'reads_' || replace(r.rule, ':', '_'), r.tab, r.roles, rule);
    end loop;

    -- The agent runs the commands; what is append-only is so for it too.
    for r in
        select * from (values
            ('api.commands',              'select, update'),
            ('api.feed',                  'select, insert, delete'),
            ('public.isp_activity_logs',  'select, insert'),
            ('audit.seals',               'select, insert'),
            ('sec.command_rights',        'select'),
            ('sec.code_state',            'select'),
            ('public.isp_jobs',           'select, insert, update, delete'),
            ('public.isp_agents',         'select, insert, update, delete'),
            ('public.isp_leases',         'select, insert, update, delete'),
            ('public.isp_settings',       'select, insert, update'),
            ('public.isp_branches',       'select, insert, update'),
            ('public.users',              'select, insert, update'),
            ('public.isp_number_series',  'select, insert, update'),
            ('public.isp_customers',      'select, insert, update'),
            ('public.customer_overview',  'select, insert, update'),
            ('public.customer_search_keys', 'select, insert, delete'),
            ('public.isp_vault_keys',     'select, insert'),
            ('public.isp_agent_keys',     'select, insert, update'),
            ('public.isp_vault_grants',   'select, insert, delete'),
            ('public.isp_secrets',        'select, insert')
        ) as t(tab, verbs)
    loop
        execute format('grant %s on %s to janet_agent', r.verbs, r.tab);
        execute format('create policy agent on %s to janet_agent using (true) with check (true)', r.tab);
    end loop;

    -- Functions: nothing is executable unless it is listed.
    for r in select p.oid::regprocedure as f from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname in ('api', 'sec', 'audit')
    loop
        execute format('revoke all on function %s from public', r.f);
    end loop;
    grant execute on function api.submit(uuid, text, smallint, jsonb), api.outcome(uuid), api.waiting_commands(),
        api.feed_since(text, bigint), api.feed_start(), api.search_customers(text, int),
        sec.my_branches(), sec.sees_all_branches(), sec.is_member(name), sec.is_any(name[]), sec.actor() to janet_operator, janet_agent;
    grant execute on function sec.operator_login_create(name, text, name[]), sec.operator_login_groups(name, name[]),
        sec.operator_login_password(name, text), sec.operator_login_active(name, boolean) to janet_agent;
    grant execute on function sec.check_operator_login(name), sec.check_is_operator(name),
        sec.operator_login_groups(name, name[]) to janet_roles, janet_agent;
    -- Any login may read the version of the schema, so that an older or newer program can say so.
    grant select on public._sqlx_migrations to janet_operator, janet_agent;
end $$;
