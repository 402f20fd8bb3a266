-- User names are unique across branches, so asking for a free one must see all of them; only the names are told.

create or replace function api.usernames_like(p_stem text) returns table (username text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not sec.is_any(array['janet_admin', 'janet_support', 'janet_branch', 'janet_noc']::name[]) then
        raise exception 'not allowed' using errcode = 'insufficient_privilege';
    end if;
    return query
        select s.username from public.isp_services s
        where s.state <> 'ended' and s.username >= p_stem and s.username < p_stem || U&'\+10FFFD'
        order by s.username limit 500;
end $$;

-- Who has an ONU, for the check before a commit: a customer's code only.
create or replace function api.onu_owner(p_serial text) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
    if not sec.is_any(array['janet_admin', 'janet_support', 'janet_branch', 'janet_noc', 'janet_field']::name[]) then
        raise exception 'not allowed' using errcode = 'insufficient_privilege';
    end if;
    return (select c.code from public.isp_customer_devices d
            join public.isp_services s on s.id = d.service_id
            join public.isp_customers c on c.id = s.customer_id
            where d.serial = p_serial and d.desired = 'registered');
end $$;
