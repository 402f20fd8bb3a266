-- Every make of OLT, how it is reached, and how much of it the program may use.

alter table public.isp_service_nodes
    drop constraint isp_service_nodes_vendor_check,
    add constraint isp_service_nodes_vendor_check
        check (vendor in ('mikrotik', 'zte', 'huawei', 'vsol', 'hioso', 'hsgq', 'cdata', 'global', 'zymlink', 'mock')),
    -- Routers: RouterOS API within TLS (8729), and the SHA-256 of the certificate that was accepted; another one is refused.
    add column tls         boolean not null default false,
    add column certificate text,
    -- Sessions at once, and minutes between two readings of its ONUs' light; empty = the default of the make.
    add column sessions       smallint check (sessions between 1 and 16),
    add column optics_minutes int check (optics_minutes between 15 and 10080),
    add constraint nodes_tls_for_routers check (kind = 'router' or not tls),
    -- ZTE's control board is slow to read light; more often than hourly costs its customers.
    add constraint nodes_optics_of_zte check (vendor <> 'zte' or optics_minutes >= 60);

-- The make and, where a make has several command lines, the family.
alter table public.olts
    drop constraint olts_dialect_check,
    add constraint olts_dialect_check
        check (dialect in ('zte', 'zte_c600', 'huawei', 'vsol_gpon', 'vsol_gpon_v2', 'vsol_epon', 'hioso', 'hioso_classic', 'hsgq_gpon',
                           'hsgq_epon', 'cdata', 'global_cdata', 'global_hsgq', 'global_hioso', 'global_vsol', 'zymlink_cdata', 'zymlink_hsgq',
                           'zymlink_hioso', 'zymlink_vsol', 'mock')),
    -- Telnet is not encrypted: a named state on Diagnostics.
    -- How many PON ports it has, where its command line lists them one by one; empty = the usual number.
    add column pons smallint check (pons between 1 and 16),
    add column transport text not null default 'ssh' check (transport in ('ssh', 'telnet'));

-- What a router lacks for this program, as it was last seen: readings, so neither audited nor in the feed.
create table public.isp_router_checks (
    node_id    uuid primary key references public.isp_service_nodes (id),
    branch_id  uuid not null references public.isp_branches (id),
    checked_at timestamptz not null,
    -- [{"what": code, "state": "ok" | "missing" | "unread", "seen": text, "commands": [text]}]
    findings   jsonb not null check (jsonb_typeof(findings) = 'array'),
    error      text
);

create index olt_logs_at on public.isp_olt_command_logs (at desc, id desc);
