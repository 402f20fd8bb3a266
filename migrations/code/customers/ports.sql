-- A box does not lose a port that a customer hangs on.

create or replace function sec.odp_keeps_used_ports() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if exists (select from new_rows n join public.isp_services s on s.odp_id = n.id
               where s.state <> 'ended' and s.odp_port > n.ports) then
        raise exception 'ports in use' using errcode = 'check_violation', constraint = 'odps_ports_in_use';
    end if;
    return null;
end $$;

create or replace trigger keeps_used_ports after update on public.odps referencing new table as new_rows
    for each statement execute function sec.odp_keeps_used_ports();
