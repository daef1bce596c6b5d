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

-- As before, with rules and payees.
create or replace function undo_operation(p_operation uuid, p_with_edits boolean default false)
returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare
  book uuid := current_book();
  this_operation uuid := current_operation();
  target change_operations;
  later record;
  affected integer := 0;
  step integer;
  t text;
begin
  select * into target from change_operations where book_id = (select book) and id = p_operation;
  if target.id is null or target.id = this_operation then
    perform refuse('operation_not_found', 'There is no such change.');
  end if;
  if target.undone_by_id is not null then
    perform refuse('operation_is_undone', 'This change has been taken back already.');
  end if;
  if target.source = 'setup' then
    perform refuse('operation_is_setup', 'The creation of the book cannot be taken back.');
  end if;

  for later in select * from dependents_of(p_operation) loop
    if p_with_edits and later.only_edits then
      affected := affected + restore_images(later.id, this_operation);
    else
      perform refuse('operation_has_dependents',
        format('A later change depends on this one: "%s" of %s. Take that back first.', later.summary, to_char(later.at at time zone 'UTC', 'YYYY-MM-DD HH24:MI')),
        later.id::text);
    end if;
  end loop;

  affected := affected + restore_images(p_operation, this_operation);

  delete from transactions where book_id = (select book) and created_operation_id = p_operation;
  get diagnostics step = row_count;
  affected := affected + step;
  foreach t in array array['balance_assertions', 'reconciliations', 'prices', 'rules', 'accounts'] loop
    execute format('delete from %I where book_id = $1 and created_operation_id = $2', t) using book, p_operation;
    get diagnostics step = row_count;
    affected := affected + step;
  end loop;

  update change_operations set undone_by_id = this_operation where book_id = (select book) and id = p_operation;
  -- Taking back an undo puts what it had undone in effect again.
  update change_operations set undone_by_id = null where book_id = (select book) and undone_by_id = p_operation;
  update change_operations set undoes_id = p_operation, source_id = target.source_id where book_id = (select book) and id = this_operation;
  return affected;
end $$;

create or replace function dependents_of(p_operation uuid)
returns table (id uuid, version bigint, at timestamptz, summary text, only_edits boolean)
language sql stable security definer set search_path = public, pg_temp as $$
  with target as (
    select * from change_operations o where o.book_id = (select current_book()) and o.id = p_operation
  ), made as (
    select t.id from transactions t where t.book_id = (select current_book()) and t.created_operation_id = p_operation
  ), touched_transactions as (
    select id from made
    union
    select c.transaction_id from changes c
      where c.book_id = (select current_book()) and c.operation_id = p_operation and c.transaction_id is not null
  ), touched_rows as (
    select c.row_id as id from changes c
      where c.book_id = (select current_book()) and c.operation_id = p_operation and c.transaction_id is null
    union
    select a.id from accounts a where a.book_id = (select current_book()) and a.created_operation_id = p_operation
    union
    select r.id from reconciliations r where r.book_id = (select current_book()) and r.created_operation_id = p_operation
    union
    select r.id from rules r where r.book_id = (select current_book()) and r.created_operation_id = p_operation
  ), in_effect as (
    select o.* from change_operations o, target
      where o.book_id = (select current_book()) and o.version > target.version and o.undone_by_id is null
        and o.id is distinct from current_operation()
        and not exists (select from change_operations u where u.book_id = o.book_id and u.id = o.undoes_id and u.version > target.version)
  ), hits as (
    select c.operation_id as id from changes c
      where c.book_id = (select current_book()) and c.transaction_id in (select id from touched_transactions)
    union
    select c.operation_id from changes c
      where c.book_id = (select current_book()) and c.transaction_id is null and c.row_id in (select id from touched_rows)
    union
    -- What was posted to an account, or put below one, that this operation made.
    select t.created_operation_id from postings p
      join accounts a on a.book_id = p.book_id and a.id = p.account_id
      join transactions t on t.book_id = p.book_id and t.id = p.transaction_id
      where p.book_id = (select current_book()) and a.created_operation_id = p_operation
    union
    select p.created_operation_id from postings p join accounts a on a.book_id = p.book_id and a.id = p.account_id
      where p.book_id = (select current_book()) and a.created_operation_id = p_operation
    union
    -- A later statement of an account stands on the earlier one.
    select later.created_operation_id from reconciliations r
      join reconciliations later on later.book_id = r.book_id and later.account_id = r.account_id and later.statement_date > r.statement_date
      where r.book_id = (select current_book()) and r.created_operation_id = p_operation
    union
    select a.created_operation_id from accounts a join accounts parent on parent.book_id = a.book_id and parent.id = a.parent_id
      where a.book_id = (select current_book()) and parent.created_operation_id = p_operation
  )
  select o.id, o.version, o.at, o.summary,
         not exists (select from changes c where c.book_id = o.book_id and c.operation_id = o.id
                       and (c.transaction_id is null or c.transaction_id not in (select id from made)))
           and not exists (select from transactions t where t.book_id = o.book_id and t.created_operation_id = o.id)
           and not exists (select from accounts a where a.book_id = o.book_id and a.created_operation_id = o.id)
    from in_effect o where o.id in (select id from hits)
    order by o.version desc
$$;

create or replace function restore_images(p_operation uuid, p_by uuid)
returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare
  book uuid := current_book();
  affected integer := 0;
  step integer;
  t text;
  columns text;
begin
  -- One image a row: the earliest "before", since an operation may touch a row twice.
  create temporary table if not exists undo_images (table_name text, row_id uuid, image jsonb, exists_now boolean) on commit drop;
  truncate undo_images;
  insert into undo_images
    select distinct on (c.table_name, c.row_id) c.table_name, c.row_id, c.before,
           (select l.after is not null from changes l
              where l.book_id = (select book) and l.operation_id = p_operation and l.table_name = c.table_name and l.row_id = c.row_id
              order by l.ordinal desc limit 1)
      from changes c where c.book_id = (select book) and c.operation_id = p_operation
      order by c.table_name, c.row_id, c.ordinal;

  foreach t in array array['postings', 'transactions', 'balance_assertions', 'reconciliations', 'prices', 'rules', 'accounts'] loop
    execute format('delete from %I r using undo_images u where r.book_id = $1 and u.table_name = %L and u.row_id = r.id and u.image is null', t, t)
      using book;
    get diagnostics step = row_count;
    affected := affected + step;
  end loop;
  foreach t in array array['accounts', 'payees', 'rules', 'prices', 'reconciliations', 'balance_assertions', 'transactions', 'postings'] loop
    if exists (select from undo_images u where u.table_name = t and u.image is not null and u.exists_now) then
      select string_agg(format('%1$I = i.%1$I', attname), ', ') into columns from pg_attribute
        where attrelid = t::regclass and attnum > 0 and not attisdropped and attname not in ('id', 'book_id')
          -- Date and currency of a posting follow its transaction by foreign key.
          and not (t = 'postings' and attname in ('date', 'currency', 'transaction_id'));
      execute format(
        'update %1$I r set %2$s from (select (jsonb_populate_record(null::%1$I, image)).* from undo_images
           where table_name = %1$L and image is not null and exists_now) i
         where r.book_id = $1 and r.id = i.id', t, columns) using book;
      get diagnostics step = row_count;
      affected := affected + step;
    end if;
    execute format(
      'insert into %1$I select (jsonb_populate_record(null::%1$I, image)).* from undo_images
         where table_name = %1$L and image is not null and not exists_now', t);
    get diagnostics step = row_count;
    affected := affected + step;
  end loop;
  update books b set name = u.image ->> 'name', closed_through = (u.image ->> 'closed_through')::date
    from undo_images u where b.id = book and u.table_name = 'books';
  get diagnostics step = row_count;
  affected := affected + step;
  drop table undo_images;
  update change_operations set undone_by_id = p_by where book_id = (select book) and id = p_operation;
  return affected;
end $$;
