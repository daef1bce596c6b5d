-- The rows of a plan come by the thousand, all of one import, and by a foreign key each of them asked for it: two fifths of
-- the time that a plan took to be stored. They ask once a statement now. A plan is no part of the ledger; what is, keeps its
-- keys. These triggers do what the key did: the import is locked until its rows are committed, so that it cannot go
-- meanwhile; with it go its rows; neither key is ever changed.
alter table import_rows drop constraint import_rows_book_id_import_id_fkey;

create function import_rows_inserted() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  meant record;
begin
  for meant in select distinct book_id, import_id from new_rows loop
    perform from imports i where i.book_id = meant.book_id and i.id = meant.import_id for key share;
    if not found then
      raise foreign_key_violation using constraint = 'import_row_import_not_found', message = format('There is no import %s in this book.', meant.import_id);
    end if;
  end loop;
  return null;
end $$;
create trigger import_rows_inserted after insert on import_rows
  referencing new table as new_rows for each statement execute function import_rows_inserted();

create function imports_deleted() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  gone record;
begin
  for gone in select book_id, id from old_rows loop
    delete from import_rows r where r.book_id = gone.book_id and r.import_id = gone.id;
  end loop;
  return null;
end $$;
create trigger imports_deleted after delete on imports
  referencing old table as old_rows for each statement execute function imports_deleted();

create function import_keys_fixed() returns trigger language plpgsql as $$
begin
  raise integrity_constraint_violation using constraint = 'import_key_is_fixed', message = 'The key of an import and of its rows does not change.';
end $$;
create trigger import_keys_fixed before update of book_id, id on imports
  for each row when ((old.book_id, old.id) is distinct from (new.book_id, new.id)) execute function import_keys_fixed();
create trigger import_keys_fixed before update of book_id, import_id on import_rows
  for each row when ((old.book_id, old.import_id) is distinct from (new.book_id, new.import_id)) execute function import_keys_fixed();

revoke execute on function import_rows_inserted(), imports_deleted(), import_keys_fixed() from public;
