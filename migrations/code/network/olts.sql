-- A node of kind olt has its row in olts.

create or replace function sec.node_makes_olt() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into public.olts (id, branch_id, dialect)
    select n.id, n.branch_id,
           -- The usual family of a make that has several; the command that adds the OLT then writes the one that was chosen.
           case n.vendor when 'vsol' then 'vsol_gpon' when 'hsgq' then 'hsgq_epon' when 'global' then 'global_cdata'
                         when 'zymlink' then 'zymlink_cdata' else n.vendor end
    from new_rows n where n.kind = 'olt'
    on conflict (id) do update set branch_id = excluded.branch_id;
    return null;
end $$;

create or replace trigger makes_olt after insert on public.isp_service_nodes referencing new table as new_rows
    for each statement execute function sec.node_makes_olt();
create or replace trigger moves_olt after update on public.isp_service_nodes referencing new table as new_rows
    for each statement execute function sec.node_makes_olt();
