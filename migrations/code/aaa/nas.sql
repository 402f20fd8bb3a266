-- RADIUS servers know a router by its address; when that changes, they are told in the same transaction. The secret stays.

create or replace function sec.node_moves_nas() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    update radius.nas r set nasname = coalesce(host(n.nas_address), n.address), shortname = n.code
    from new_rows n
    where r.node_id = n.id and (r.nasname, r.shortname) is distinct from (coalesce(host(n.nas_address), n.address), n.code);
    return null;
end $$;

create or replace trigger moves_nas after update on public.isp_service_nodes referencing new table as new_rows
    for each statement execute function sec.node_moves_nas();
