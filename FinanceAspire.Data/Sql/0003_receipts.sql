-- Receipts and what they are attached to; searches that somebody gave a name.

-- What lies in the receipts' directory, by its content. Rows are facts: never edited, in no change log. They outlive their
-- receipt while its deletion can be taken back (unused_since says since when); the worker takes them away after that.
create table receipt_files (
  book_id uuid not null references books (id),
  sha256 bytea not null check (octet_length(sha256) = 32),
  -- Of the bytes that were sent; an image is stored without what its camera wrote beside it.
  source_sha256 bytea not null check (octet_length(source_sha256) = 32),
  size bigint not null check (size > 0),
  -- Zero: it has none.
  thumbnail_size integer not null default 0 check (thumbnail_size >= 0),
  content_type text not null check (content_type in ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')),
  width integer,
  height integer,
  pages integer,
  text text not null default '',
  -- The same in small letters, with one space between words: what a search is compared with. Under row security no
  -- index serves a LIKE, and ILIKE would fold every text anew.
  words text not null default '',
  created_at timestamptz not null default clock_timestamp(),
  unused_since timestamptz,
  primary key (book_id, sha256)
);
create index receipt_files_by_source on receipt_files (book_id, source_sha256);

create table receipts (
  book_id uuid not null references books (id),
  id uuid not null,
  sha256 bytea not null,
  file_name text not null check (length(file_name) between 1 and 200),
  -- As read from the file or typed by hand: what a transaction is looked for by.
  date date constraint transaction_date_out_of_range check (date between '1900-01-01' and '2999-12-31'),
  amount numeric constraint amount_out_of_range check (abs(amount) < 1e18 and amount <> 'NaN'),
  version integer not null default 1,
  created_at timestamptz not null default now(),
  created_operation_id uuid not null default current_operation(),
  primary key (book_id, id),
  constraint receipt_is_there_already unique (book_id, sha256),
  constraint receipt_file_is_gone foreign key (book_id, sha256) references receipt_files (book_id, sha256),
  foreign key (book_id, created_operation_id) references change_operations (book_id, id)
);
create index receipts_by_operation on receipts (book_id, created_operation_id);

create table attachments (
  book_id uuid not null references books (id),
  id uuid not null,
  receipt_id uuid not null,
  transaction_id uuid not null,
  created_operation_id uuid not null default current_operation(),
  primary key (book_id, id),
  constraint receipt_is_attached_already unique (book_id, transaction_id, receipt_id),
  constraint receipt_not_found foreign key (book_id, receipt_id) references receipts (book_id, id) on delete cascade,
  constraint transaction_not_found foreign key (book_id, transaction_id) references transactions (book_id, id) on delete cascade,
  foreign key (book_id, created_operation_id) references change_operations (book_id, id)
);
create index attachments_by_receipt on attachments (book_id, receipt_id);
create index attachments_by_operation on attachments (book_id, created_operation_id);

create table saved_searches (
  book_id uuid not null references books (id),
  id uuid not null,
  name text not null constraint saved_search_name_is_missing check (length(btrim(name)) between 1 and 100),
  query text not null constraint saved_search_query_is_missing check (length(btrim(query)) between 1 and 2000),
  created_operation_id uuid not null default current_operation(),
  primary key (book_id, id),
  constraint saved_search_name_is_taken unique (book_id, name),
  foreign key (book_id, created_operation_id) references change_operations (book_id, id)
);
create index saved_searches_by_operation on saved_searches (book_id, created_operation_id);

-- Since when no receipt needs a file.
create function receipts_inserted() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update receipt_files f set unused_since = null from new_rows n where f.book_id = n.book_id and f.sha256 = n.sha256 and f.unused_since is not null;
  return null;
end $$;
create trigger receipts_inserted after insert on receipts referencing new table as new_rows for each statement execute function receipts_inserted();
create function receipts_deleted() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update receipt_files f set unused_since = clock_timestamp() from old_rows o where f.book_id = o.book_id and f.sha256 = o.sha256;
  return null;
end $$;
create trigger receipts_deleted after delete on receipts referencing old table as old_rows for each statement execute function receipts_deleted();

do $$
declare
  t text;
begin
  foreach t in array array['receipt_files', 'receipts', 'attachments', 'saved_searches'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy current_book on %I using (book_id = (select current_book())) with check (book_id = (select current_book()))', t);
  end loop;
  foreach t in array array['receipts', 'attachments', 'saved_searches'] loop
    execute format('create trigger log_inserted after insert on %I referencing new table as new_rows for each statement execute function log_inserted()', t);
    execute format('create trigger log_updated after update on %I referencing old table as old_rows new table as new_rows for each statement execute function log_updated()', t);
    execute format('create trigger log_deleted after delete on %I referencing old table as old_rows for each statement execute function log_deleted()', t);
  end loop;
end $$;

revoke execute on function receipts_inserted(), receipts_deleted() from public;
grant select on receipt_files, receipts, attachments, saved_searches to finance_app;
grant insert (book_id, sha256, source_sha256, size, thumbnail_size, content_type, width, height, pages, text, words) on receipt_files to finance_app;
grant insert (book_id, id, sha256, file_name, date, amount, version), update (file_name, date, amount, version), delete on receipts to finance_app;
grant insert (book_id, id, receipt_id, transaction_id), delete on attachments to finance_app;
grant insert (book_id, id, name, query), update (name, query), delete on saved_searches to finance_app;

-- As in 0001, with rules and payees of 0002, receipts, what they are attached to, and saved searches.
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
  foreach t in array array['attachments', 'receipts', 'saved_searches', 'balance_assertions', 'reconciliations', 'prices', 'rules', 'accounts'] loop
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
    union
    select s.id from saved_searches s where s.book_id = (select current_book()) and s.created_operation_id = p_operation
    union
    select r.id from receipts r where r.book_id = (select current_book()) and r.created_operation_id = p_operation
    union
    select a.id from attachments a where a.book_id = (select current_book()) and a.created_operation_id = p_operation
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
    union
    -- What a receipt that this operation brought is attached to. The other way round nothing depends: without its
    -- transaction a receipt waits in the inbox again.
    select a.created_operation_id from attachments a join receipts r on r.book_id = a.book_id and r.id = a.receipt_id
      where a.book_id = (select current_book()) and r.created_operation_id = p_operation
    union
    -- An attachment comes back only where both of its ends are there.
    select c.operation_id from changes mine
      join changes c on c.book_id = mine.book_id and c.after is null
        and (c.table_name = 'receipts' and c.row_id = (mine.before ->> 'receipt_id')::uuid
          or c.table_name = 'transactions' and c.row_id = (mine.before ->> 'transaction_id')::uuid)
      where mine.book_id = (select current_book()) and mine.operation_id = p_operation and mine.table_name = 'attachments' and mine.before is not null
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

  foreach t in array array['attachments', 'receipts', 'saved_searches', 'postings', 'transactions', 'balance_assertions', 'reconciliations', 'prices', 'rules', 'accounts'] loop
    execute format('delete from %I r using undo_images u where r.book_id = $1 and u.table_name = %L and u.row_id = r.id and u.image is null', t, t)
      using book;
    get diagnostics step = row_count;
    affected := affected + step;
  end loop;
  foreach t in array array['accounts', 'payees', 'rules', 'saved_searches', 'prices', 'reconciliations', 'balance_assertions', 'transactions', 'postings', 'receipts', 'attachments'] loop
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
