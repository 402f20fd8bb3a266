-- What a job is about, in a person's words. Read with the asking operator's own rights: where he may not see the thing, he
-- sees its id.
create or replace function api.job_about(kind text, subject text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select coalesce(case
        when subject !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then null
        when kind in ('onu.register', 'onu.read') then
            (select d.serial || coalesce(' · ' || c.name, '') from public.isp_customer_devices d
             left join public.isp_services s on s.id = d.service_id left join public.isp_customers c on c.id = s.customer_id
             where d.id = subject::uuid)
        when kind in ('olt.discover', 'node.observe', 'router.check') then
            (select n.code || ' · ' || n.name from public.isp_service_nodes n where n.id = subject::uuid)
        when kind = 'adopt.read' then
            (select n.code || ' · ' || n.name from public.isp_service_nodes n where n.id = subject::uuid)
        when kind = 'session.disconnect' then
            (select s.username || ' · ' || c.name from public.isp_services s
             join public.isp_customers c on c.id = s.customer_id where s.id = subject::uuid)
        when kind = 'vault.approve' then (select a.label from public.isp_agent_keys a where a.id = subject::uuid)
    end, subject)
$$;
