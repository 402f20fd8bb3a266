-- What is sold: price, speed, and how it is charged.

create table public.isp_plans (
    id                  uuid primary key,
    code                text   not null unique check (code ~ '^[A-Z0-9][A-Z0-9-]{0,23}$'),
    name                text   not null check (name <> ''),
    -- Per month, with or without PPN as the settings say.
    price               bigint not null check (price >= 0),
    installation_charge bigint not null default 0 check (installation_charge >= 0),
    taxable             boolean not null default true,
    -- Installation is charged at commit and the line is held until it is paid; else with the first month at activation.
    pay_first           boolean not null default false,
    charge_timing       text not null default 'advance' check (charge_timing in ('advance', 'arrears')),
    cutoff              text not null default 'postpaid' check (cutoff in ('prepaid', 'postpaid')),
    proration           text not null default 'daily' check (proration in ('daily', 'none')),
    download_kbps       int  not null check (download_kbps between 64 and 100000000),
    upload_kbps         int  not null check (upload_kbps between 64 and 100000000),
    -- The RADIUS group that carries the plan's attributes, kept by trigger (migrations/code/aaa/groups.sql).
    radius_group        text not null unique check (radius_group ~ '^[a-z0-9][a-z0-9-]{0,30}$' and radius_group <> 'isolir'),
    pool                text check (pool ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,30}$'),
    withdrawn_at        timestamptz,
    version             int  not null default 1,
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now()
);

-- What the plan is called on an OLT of a dialect.
create table public.isp_plan_line_profiles (
    plan_id         uuid not null references public.isp_plans (id),
    dialect         text not null check (dialect in ('zte', 'huawei')),
    -- ZTE: names. The ONU type is taken where the OLT says none.
    onu_type        text,
    tcont_profile   text,
    traffic_up      text,
    traffic_down    text,
    -- Huawei: numbers.
    line_profile    int check (line_profile between 0 and 65535),
    service_profile int check (service_profile between 0 and 65535),
    gem             int check (gem between 0 and 1023),
    primary key (plan_id, dialect),
    constraint profiles_of_zte check (dialect <> 'zte' or (onu_type is not null and tcont_profile is not null)),
    constraint profiles_of_huawei check (dialect <> 'huawei' or num_nonnulls(line_profile, service_profile, gem) = 3),
    constraint profiles_traffic_whole check ((traffic_up is null) = (traffic_down is null))
);
