-- FreeRADIUS's own tables (raddb/mods-config/sql/main/postgresql, 3.2), with the constraints that it leaves out.

create schema radius;

create table radius.radcheck (
    id        bigint generated always as identity primary key,
    username  text not null,
    attribute text not null,
    op        varchar(2) not null default ':=',
    value     text not null,
    -- A second row of an attribute is what makes a server and a database disagree.
    constraint radcheck_once unique (username, attribute)
);
create table radius.radreply (
    id        bigint generated always as identity primary key,
    username  text not null,
    attribute text not null,
    op        varchar(2) not null default ':=',
    value     text not null,
    constraint radreply_once unique (username, attribute)
);
create table radius.radusergroup (
    id        bigint generated always as identity primary key,
    username  text not null,
    groupname text not null,
    priority  int  not null default 1,
    constraint radusergroup_once unique (username, priority)
);
create index radusergroup_group on radius.radusergroup (groupname);
create table radius.radgroupcheck (
    id        bigint generated always as identity primary key,
    groupname text not null,
    attribute text not null,
    op        varchar(2) not null default ':=',
    value     text not null,
    constraint radgroupcheck_once unique (groupname, attribute)
);
create table radius.radgroupreply (
    id        bigint generated always as identity primary key,
    groupname text not null,
    attribute text not null,
    op        varchar(2) not null default ':=',
    value     text not null,
    constraint radgroupreply_once unique (groupname, attribute)
);
create table radius.radacct (
    radacctid           bigint generated always as identity primary key,
    acctsessionid       text not null,
    acctuniqueid        text not null unique,
    username            text,
    realm               text,
    nasipaddress        inet not null,
    nasportid           text,
    nasporttype         text,
    acctstarttime       timestamptz,
    acctupdatetime      timestamptz,
    acctstoptime        timestamptz,
    acctinterval        bigint,
    acctsessiontime     bigint,
    acctauthentic       text,
    connectinfo_start   text,
    connectinfo_stop    text,
    acctinputoctets     bigint,
    acctoutputoctets    bigint,
    calledstationid     text,
    callingstationid    text,
    acctterminatecause  text,
    servicetype         text,
    framedprotocol      text,
    framedipaddress     inet,
    framedipv6address   inet,
    framedipv6prefix    inet,
    framedinterfaceid   text,
    delegatedipv6prefix inet,
    class               text
);
create index radacct_active on radius.radacct (acctuniqueid) where acctstoptime is null;
create index radacct_open on radius.radacct (acctstarttime desc, radacctid) where acctstoptime is null;
create index radacct_user on radius.radacct (username, acctstarttime desc);
create index radacct_nas on radius.radacct (nasipaddress, acctstarttime) where acctstoptime is null;
-- Never the password that was tried.
create table radius.radpostauth (
    id               bigint generated always as identity primary key,
    username         text not null,
    reply            text,
    calledstationid  text,
    callingstationid text,
    authdate         timestamptz not null default now(),
    class            text
);
create index radpostauth_user on radius.radpostauth (username, authdate desc);
create table radius.nas (
    id          int generated always as identity primary key,
    nasname     text not null unique,
    shortname   text not null,
    type        text not null default 'other',
    ports       int,
    secret      text not null,
    server      text,
    community   text,
    description text,
    node_id     uuid not null unique references public.isp_service_nodes (id)
);
create table radius.nasreload (
    nasipaddress inet primary key,
    reloadtime   timestamptz not null
);

-- What a NAS was asked about a live session, and what it said: one row per target.
create table public.isp_session_requests (
    id              uuid primary key,
    service_id      uuid not null references public.isp_services (id),
    branch_id       uuid not null references public.isp_branches (id),
    node_id         uuid references public.isp_service_nodes (id),
    username        text not null,
    acct_session_id text not null,
    request         text not null check (request in ('disconnect', 'coa')),
    asked_at        timestamptz not null,
    answered_at     timestamptz,
    outcome         text not null check (outcome in ('ack', 'nak', 'timeout', 'unsent')),
    -- RFC 5176 §3.5, with a NAK.
    error_cause     int,
    detail          text not null default ''
);
create index session_requests_service on public.isp_session_requests (service_id, asked_at desc);
create index session_requests_branch on public.isp_session_requests (branch_id);
