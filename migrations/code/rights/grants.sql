-- Who may read what. One list; everything not in it is refused. The matrix test reads this state back as real logins.
-- Rules: all = every row · branch = rows of the operator's branches · shared = those, and rows of no branch ·
--        customer = audit lines of customers of the operator's branches · self = the operator's own row ·
--        account = rows of user names of services of the operator's branches.

do $$
declare
    r record;
    g name;
    everyone constant name[] := array['janet_operator'];
    office   constant name[] := array['janet_admin', 'janet_finance', 'janet_cashier', 'janet_noc', 'janet_support',
                                      'janet_field', 'janet_auditor', 'janet_branch'];
    money    constant name[] := array['janet_admin', 'janet_finance', 'janet_cashier', 'janet_support', 'janet_auditor', 'janet_branch'];
    mine     constant text := '((select sec.sees_all_branches()) or %s = any ((select sec.my_branches())::uuid[]))';
    rule     text;
begin
    for r in select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname in ('public', 'api', 'sec', 'audit', 'radius') and c.relkind in ('r', 'p', 'v', 'S') and c.relname !~ '^_sqlx'
    loop
        execute format('revoke all on %I.%I from public', r.nspname, r.relname);
        foreach g in array everyone || office || array['janet_partner', 'janet_agent', 'janet_radius']::name[] loop
            execute format('revoke all on %I.%I from %I', r.nspname, r.relname, g);
        end loop;
    end loop;
    for r in select schemaname, tablename, policyname from pg_policies where schemaname in ('public', 'api', 'sec', 'audit', 'radius') loop
        execute format('drop policy %I on %I.%I', r.policyname, r.schemaname, r.tablename);
    end loop;
    for r in select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname in ('public', 'api', 'sec', 'audit', 'radius') and c.relkind in ('r', 'p') and c.relname !~ '^_sqlx'
    loop
        execute format('alter table %I.%I enable row level security', r.nspname, r.relname);
    end loop;

    grant usage on schema public, api, sec, audit, radius to janet_operator, janet_agent, janet_roles;
    grant usage on schema radius to janet_radius;

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
            ('public.isp_service_nodes',   office,   'branch:branch_id'),
            ('public.olts',                office,   'branch:branch_id'),
            ('public.isp_node_observations', office, 'branch:branch_id'),
            ('public.isp_router_checks',   office,   'branch:branch_id'),
            ('public.odcs',                office,   'branch:branch_id'),
            ('public.odps',                office,   'branch:branch_id'),
            ('public.isp_service_zones',   office,   'branch:branch_id'),
            ('public.isp_plans',           office,   'all'),
            ('public.isp_plan_line_profiles', office, 'all'),
            ('public.isp_services',        office,   'branch:branch_id'),
            ('public.isp_service_holds',   office,   'branch:branch_id'),
            ('public.isp_customer_devices', office,  'branch:branch_id'),
            ('public.isp_session_requests', office,  'branch:branch_id'),
            ('public.isp_onu_observations', office,  'branch:branch_id'),
            ('public.isp_unregistered_onus', office, 'branch:branch_id'),
            ('public.isp_olt_command_logs', array['janet_admin', 'janet_noc', 'janet_support', 'janet_field', 'janet_auditor']::name[], 'branch:branch_id'),
            ('public.isp_adoption_finds',  array['janet_admin', 'janet_noc', 'janet_support', 'janet_auditor']::name[], 'branch:branch_id'),
            ('public.isp_adoption_rows',   array['janet_admin', 'janet_noc', 'janet_support', 'janet_auditor']::name[], 'branch:branch_id'),
            ('radius.radgroupreply',       office,   'all'),
            ('radius.radusergroup',        office,   'account'),
            ('radius.radacct',             office,   'account'),
            -- Whether a login was turned away; the password that was tried is never kept.
            ('radius.radpostauth',         office,   'account'),
            ('public.isp_accounts',        money,    'all'),
            ('public.isp_ppn_rates',       everyone, 'all'),
            ('public.journal_entries',     money,    'branch:branch_id'),
            ('public.journal_lines',       money,    'branch:branch_id'),
            ('public.isp_invoices',        money,    'branch:branch_id'),
            ('public.isp_invoice_items',   money,    'branch:branch_id'),
            ('public.isp_invoice_balances', money,   'branch:branch_id'),
            ('public.isp_customer_credits', money,   'branch:branch_id'),
            ('public.payment_allocations', money,    'branch:branch_id'),
            ('public.isp_transactions',    money,    'branch:branch_id'),
            -- Public halves of keys only. isp_secrets and isp_vault_grants are read by no operator.
            ('public.isp_vault_keys',      everyone, 'all'),
            ('public.isp_agent_keys',      everyone, 'all')
        ) as t(tab, roles, rule)
    loop
        rule := case
            when r.rule = 'all' then 'true'
            when r.rule = 'self' then 'login = session_user'
            when r.rule = 'account' then '((select sec.sees_all_branches()) or username in (select s.username from public.isp_services s where s.branch_id = any ((select sec.my_branches())::uuid[])))'
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
            ('public.isp_service_nodes',  'select, insert, update'),
            ('public.olts',               'select, update'),
            ('public.isp_node_observations', 'select, insert, update'),
            ('public.isp_router_checks',  'select, insert, update'),
            ('public.odcs',               'select, insert, update'),
            ('public.odps',               'select, insert, update'),
            ('public.isp_service_zones',  'select, insert, update'),
            ('public.isp_plans',          'select, insert, update'),
            ('public.isp_plan_line_profiles', 'select, insert, delete'),
            ('public.isp_services',       'select, insert, update'),
            ('public.isp_service_holds',  'select, insert, update'),
            ('public.isp_customer_devices', 'select, insert, update'),
            ('public.isp_session_requests', 'select, insert'),
            ('public.isp_onu_observations', 'select, insert, update'),
            ('public.isp_unregistered_onus', 'select, insert, update, delete'),
            ('public.isp_olt_command_logs', 'select, insert'),
            ('public.isp_adoption_finds', 'select, insert, update'),
            ('public.isp_adoption_rows',  'select, insert, update, delete'),
            ('public.isp_adoption_passwords', 'select, insert, update, delete'),
            ('radius.radcheck',           'select, insert, update, delete'),
            ('radius.radreply',           'select, insert, update, delete'),
            ('radius.radusergroup',       'select, insert, update, delete'),
            ('radius.radgroupcheck',      'select'),
            ('radius.radgroupreply',      'select'),
            ('radius.radacct',            'select, update'),
            ('radius.radpostauth',        'select, delete'),
            ('radius.nas',                'select, insert, update'),
            ('radius.nasreload',          'select'),
            ('public.isp_accounts',       'select'),
            ('public.isp_ppn_rates',      'select'),
            ('public.journal_entries',    'select, insert'),
            ('public.journal_lines',      'select, insert'),
            ('public.isp_invoices',       'select, insert'),
            ('public.isp_invoice_items',  'select, insert'),
            ('public.isp_invoice_balances', 'select, insert, update'),
            ('public.isp_customer_credits', 'select, insert, update'),
            ('public.payment_allocations', 'select, insert'),
            ('public.isp_transactions',   'select, insert'),
            ('public.isp_vault_keys',     'select, insert'),
            ('public.isp_agent_keys',     'select, insert, update'),
            ('public.isp_vault_grants',   'select, insert, delete'),
            ('public.isp_secrets',        'select, insert')
        ) as t(tab, verbs)
    loop
        execute format('grant %s on %s to janet_agent', r.verbs, r.tab);
        execute format('create policy agent on %s to janet_agent using (true) with check (true)', r.tab);
    end loop;

    -- RADIUS servers: what they need to answer, and accounting.
    for r in
        select * from (values
            ('radius.radcheck',      'select'),
            ('radius.radreply',      'select'),
            ('radius.radusergroup',  'select'),
            ('radius.radgroupcheck', 'select'),
            ('radius.radgroupreply', 'select'),
            ('radius.nas',           'select'),
            ('radius.nasreload',     'select, insert, update'),
            ('radius.radacct',       'select, insert, update'),
            ('radius.radpostauth',   'insert')
        ) as t(tab, verbs)
    loop
        execute format('grant %s on %s to janet_radius', r.verbs, r.tab);
        execute format('create policy radius on %s to janet_radius using (true) with check (true)', r.tab);
    end loop;
    -- Which routers have a secret, never the secret.
    foreach g in array office loop
        execute format('grant select (node_id, nasname) on radius.nas to %I', g);
    end loop;
    execute format('create policy reads_nas on radius.nas for select to janet_operator using ((select sec.is_any(%L)))', office);

    -- Functions: nothing is executable unless it is listed.
    for r in select p.oid::regprocedure as f from pg_proc p join pg_namespace n on n.oid = p.pronamespace
             where n.nspname in ('api', 'sec', 'audit')
    loop
        execute format('revoke all on function %s from public', r.f);
    end loop;
    grant execute on function api.submit(uuid, text, smallint, jsonb), api.outcome(uuid), api.waiting_commands(), api.job_about(text, text),
        api.feed_since(text, bigint), api.feed_start(), api.search_customers(text, int),
        api.reveal_pppoe_password(uuid), api.usernames_like(text), api.onu_owner(text),
        sec.my_branches(), sec.sees_all_branches(), sec.is_member(name), sec.is_any(name[]), sec.actor() to janet_operator, janet_agent;
    grant execute on function sec.without(jsonb, text[]) to janet_agent;
    grant execute on function sec.operator_login_create(name, text, name[]), sec.operator_login_groups(name, name[]),
        sec.operator_login_password(name, text), sec.operator_login_active(name, boolean) to janet_agent;
    grant execute on function sec.check_operator_login(name), sec.check_is_operator(name),
        sec.operator_login_groups(name, name[]) to janet_roles, janet_agent;
    -- Any login may read the version of the schema, so that an older or newer program can say so.
    grant select on public._sqlx_migrations to janet_operator, janet_agent;
end $$;
