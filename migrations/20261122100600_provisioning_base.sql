-- What OLTs say of our ONUs, and every line that was typed to them.

create table public.isp_onu_observations (
    device_id    uuid primary key references public.isp_customer_devices (id),
    branch_id    uuid not null references public.isp_branches (id),
    observed_at  timestamptz not null,
    -- As the reconciler found it: complete as desired, in part, absent, elsewhere, or another ONU in its place.
    verdict      text not null check (verdict in ('complete', 'partial', 'absent', 'elsewhere', 'other', 'unread')),
    verdict_note text not null default '',
    state        text check (state in ('online', 'offline', 'los', 'power', 'unknown')),
    olt_rx_cdbm  int,
    onu_rx_cdbm  int,
    onu_tx_cdbm  int,
    distance_m   int,
    saved        boolean not null default false,
    last_error   text,
    constraint onu_unread_explains check (verdict <> 'unread' or last_error is not null)
);
create index onu_observations_branch on public.isp_onu_observations (branch_id);

-- Unregistered ONUs as last listed by each OLT.
create table public.isp_unregistered_onus (
    olt_id    uuid not null references public.olts (id),
    serial    text not null,
    branch_id uuid not null references public.isp_branches (id),
    pon_frame smallint not null,
    pon_slot  smallint not null,
    pon_port  smallint not null,
    model     text,
    seen_at   timestamptz not null,
    primary key (olt_id, serial)
);

create table public.isp_olt_command_logs (
    id         uuid primary key,
    olt_id     uuid not null references public.olts (id),
    branch_id  uuid not null references public.isp_branches (id),
    device_id  uuid references public.isp_customer_devices (id),
    at         timestamptz not null,
    operation  text not null,
    outcome    text not null,
    -- The session as it went over the wire, secrets masked.
    transcript text not null
);
create index olt_logs_device on public.isp_olt_command_logs (device_id, at desc) where device_id is not null;
create index olt_logs_olt on public.isp_olt_command_logs (olt_id, at desc);
