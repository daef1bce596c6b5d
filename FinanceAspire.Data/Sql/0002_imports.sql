-- Rules, payees that were merged or renamed, plans with splits, whole books, profiles that have a name of their own.

-- Rules speak on import, in their order. Conditions and actions are JSON of FinanceAspire.Ledger.Rules.
create table rules (
  book_id uuid not null references books (id),
  id uuid not null,
  ordinal integer not null,
  name text not null constraint rule_name_is_missing check (length(btrim(name)) between 1 and 200),
  enabled boolean not null default true,
  match_all boolean not null default true,
  conditions jsonb not null,
  actions jsonb not null,
  version integer not null default 1,
  created_operation_id uuid not null default current_operation(),
  primary key (book_id, id),
  foreign key (book_id, created_operation_id) references change_operations (book_id, id)
);
create index rules_by_operation on rules (book_id, created_operation_id);
create trigger log_inserted after insert on rules referencing new table as new_rows for each statement execute function log_inserted();
create trigger log_updated after update on rules referencing old table as old_rows new table as new_rows for each statement execute function log_updated();
create trigger log_deleted after delete on rules referencing old table as old_rows for each statement execute function log_deleted();

-- A name that stands for another payee: the bank goes on writing it, the book does not.
alter table payees add merged_into uuid;
alter table payees add constraint payee_merged_into_not_found foreign key (book_id, merged_into) references payees (book_id, id);
alter table payees add constraint payee_is_its_own_alias check (merged_into <> id);
create index payees_by_merged_into on payees (book_id, merged_into) where merged_into is not null;
create trigger log_updated after update on payees referencing old table as old_rows new table as new_rows for each statement execute function log_updated();

-- A whole book has no one account. Its accounts and transactions lie beside the plan as they will be booked.
alter table imports alter account_id drop not null;
alter table imports add journal bytea;
-- Which kind of file the lines are from: texts are compared within one kind only.
alter table imports add source text not null default '';
update imports set source = case when format = 'csv' then 'csv:' || coalesce(csv ->> 'Shape', '') else format end;

alter table import_rows alter account_id drop not null;
-- Parts of a line as [{"account": uuid or null, "amount": number, "memo": text}]; null: one other side.
alter table import_rows add splits jsonb;
alter table import_rows add tags text[] not null default '{}';
-- The description as it will be booked; null: the bank's.
alter table import_rows add booked_description text;
-- The open side that a transfer takes, in its own commodity.
alter table import_rows add matched_quantity numeric;
-- Lines are held against each other in the program; no query finds them by these, and each cost as much as the row.
drop index import_rows_by_bank_id;
drop index import_rows_by_fingerprint;

alter table import_profiles add id uuid not null default gen_random_uuid();
alter table import_profiles add name text not null default '';
alter table import_profiles add constraint import_profile_id_is_taken unique (book_id, id);

-- Keys that only repeat others, asked for each row, were a fifth of a large import. That the book exists follows from the
-- transaction's currency and the posting's account; that the operation does is what require_operation() has just seen, and
-- the column is its default alone.
alter table transactions drop constraint transactions_book_id_fkey;
alter table transactions drop constraint transactions_book_id_created_operation_id_fkey;
alter table postings drop constraint postings_book_id_fkey;

-- How far a commit has come, told from outside of its transaction. Unlogged: nothing is lost with it.
create unlogged table import_progress (
  book_id uuid not null,
  import_id uuid not null,
  stage text not null,
  done integer not null,
  total integer not null,
  updated_at timestamptz not null default clock_timestamp(),
  primary key (book_id, import_id)
);
alter table import_progress enable row level security;
alter table import_progress force row level security;
create policy current_book on import_progress using (book_id = (select current_book())) with check (book_id = (select current_book()));
grant select, insert, update, delete on import_progress to finance_app;

alter table rules enable row level security;
alter table rules force row level security;
create policy current_book on rules using (book_id = (select current_book())) with check (book_id = (select current_book()));
grant select, insert (book_id, id, ordinal, name, enabled, match_all, conditions, actions, version),
  update (ordinal, name, enabled, match_all, conditions, actions, version), delete on rules to finance_app;
grant update (merged_into) on payees to finance_app;
