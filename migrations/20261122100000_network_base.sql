-- What stands where: service nodes, OLTs, cabinets, street boxes, zones.

create table public.isp_service_nodes (
    id         uuid primary key,
    branch_id  uuid not null references public.isp_branches (id),
    kind       text not null check (kind in ('router', 'olt')),
    code       text not null unique check (code ~ '^[A-Z0-9][A-Z0-9-]{1,31}$'),
    name       text not null check (name <> ''),
    vendor     text not null check (vendor in ('mikrotik', 'zte', 'huawei')),
    -- A host name or an address, and the port of its management service (RouterOS API, SSH).
    address    text not null check (address <> ''),
    port       int  not null check (port between 1 and 65535),
    username   text not null default '',
    -- The password in the vault.
    secret_id  uuid,
    -- SHA-256 of the SSH host key that was accepted; another one is refused.
    host_key   text,
    -- The address that its RADIUS packets come from, where it is another than `address`.
    nas_address inet,
    -- RFC 5176: 3799, on old set-ups 1700. Routers only.
    coa_port   int check (coa_port between 1 and 65535),
    -- A new device is read-only until it is switched to managed.
    managed    boolean not null default false,
    latitude   double precision check (latitude between -90 and 90),
    longitude  double precision check (longitude between -180 and 180),
    version    int  not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint nodes_pin_whole check ((latitude is null) = (longitude is null)),
    constraint nodes_vendor_of_kind check ((kind = 'router') = (vendor = 'mikrotik')),
    constraint nodes_coa_for_routers check (kind = 'router' or coa_port is null)
);
create index nodes_branch on public.isp_service_nodes (branch_id);

-- Made by trigger for every node of the kind (migrations/code/network/olts.sql).
create table public.olts (
    id         uuid primary key references public.isp_service_nodes (id),
    branch_id  uuid not null references public.isp_branches (id),
    dialect    text not null check (dialect in ('zte', 'huawei')),
    -- diffie-hellman-group14-sha1, CBC ciphers: what old firmware offers, and a named state on Diagnostics.
    legacy_ssh boolean not null default false,
    -- Where customers' traffic leaves the OLT.
    vlan       int check (vlan between 1 and 4094)
);

-- What was last read from a device: readings, so neither audited nor in the feed.
create table public.isp_node_observations (
    node_id     uuid primary key references public.isp_service_nodes (id),
    branch_id   uuid not null references public.isp_branches (id),
    observed_at timestamptz not null,
    reachable   boolean     not null,
    identity    text,
    model       text,
    software    text,
    error       text,
    constraint observations_explain check (reachable or error is not null)
);

create table public.odcs (
    id         uuid primary key,
    branch_id  uuid not null references public.isp_branches (id),
    code       text not null unique check (code ~ '^[A-Z0-9][A-Z0-9-]{1,31}$'),
    name       text not null default '',
    latitude   double precision not null check (latitude between -90 and 90),
    longitude  double precision not null check (longitude between -180 and 180),
    version    int  not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index odcs_branch on public.odcs (branch_id);

-- A street box with numbered ports, fed by one PON port.
create table public.odps (
    id         uuid primary key,
    branch_id  uuid not null references public.isp_branches (id),
    odc_id     uuid references public.odcs (id),
    olt_id     uuid references public.olts (id),
    pon_frame  smallint check (pon_frame between 0 and 255),
    pon_slot   smallint check (pon_slot between 0 and 255),
    pon_port   smallint check (pon_port between 0 and 255),
    code       text not null unique check (code ~ '^[A-Z0-9][A-Z0-9-]{1,31}$'),
    name       text not null default '',
    latitude   double precision not null check (latitude between -90 and 90),
    longitude  double precision not null check (longitude between -180 and 180),
    ports      smallint not null check (ports between 1 and 64),
    version    int  not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint odps_feed_whole check (num_nonnulls(olt_id, pon_frame, pon_slot, pon_port) in (0, 4))
);
create index odps_branch on public.odps (branch_id);
create index odps_odc on public.odps (odc_id);
create index odps_feed on public.odps (olt_id, pon_frame, pon_slot, pon_port);
create index odps_place on public.odps (latitude, longitude);

create table public.isp_service_zones (
    id         uuid primary key,
    branch_id  uuid not null references public.isp_branches (id),
    name       text not null unique check (name <> ''),
    -- [[latitude, longitude], …], at least three corners.
    polygon    jsonb not null check (jsonb_typeof(polygon) = 'array' and jsonb_array_length(polygon) >= 3),
    version    int  not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index zones_branch on public.isp_service_zones (branch_id);
