-- The desk's search for readers by any part of an address or a name: each reader's address and names in small letters without
-- accents, as pieces of three characters; the rowid is the subscriber's id. The program writes it (ReaderSearchIndex), because
-- the engine cannot take accents away. secure-delete: what is deleted leaves the index at once and not with a later merge.
CREATE VIRTUAL TABLE reader_search USING fts5 (text, detail = 'none', tokenize = 'trigram');
INSERT INTO reader_search (reader_search, rank) VALUES ('secure-delete', 1);

-- Whom the index does not have as they are. A trigger notes the id and no more, so that a sign-up or an import does not wait
-- for the index; the service brings the index up to date every second.
CREATE TABLE reader_search_due (subscriber_id INTEGER NOT NULL PRIMARY KEY);
INSERT INTO reader_search_due (subscriber_id) SELECT id FROM subscribers;

CREATE TRIGGER subscribers_search_new AFTER INSERT ON subscribers BEGIN INSERT OR IGNORE INTO reader_search_due (subscriber_id) VALUES (new.id); END;
CREATE TRIGGER subscribers_search_changed AFTER UPDATE OF email, first_name, last_name ON subscribers WHEN new.email IS NOT old.email OR new.first_name IS NOT old.first_name OR new.last_name IS NOT old.last_name BEGIN INSERT OR IGNORE INTO reader_search_due (subscriber_id) VALUES (new.id); END;
CREATE TRIGGER subscribers_search_gone AFTER DELETE ON subscribers BEGIN DELETE FROM reader_search WHERE rowid = old.id; DELETE FROM reader_search_due WHERE subscriber_id = old.id; END;

-- For filters without a part of a name: everything that they ask of subscribers stands in the first; so a filter that lets few
-- through reads this index and not the whole table.
CREATE INDEX subscribers_facets ON subscribers (status, term, term_ends_at, created_at);
CREATE INDEX subscriber_tags_by_tag ON subscriber_tags (tag, subscriber_id);

-- Filters that people of the desk keep. words: what was typed to find, without addresses; query: the rest, as the page's address
-- has it. account_id: whose it is; null for all who may look at readers.
CREATE TABLE reader_filters (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT   NOT NULL,
    words      TEXT   NOT NULL DEFAULT '',
    query      TEXT   NOT NULL DEFAULT '',
    account_id BIGINT,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX reader_filters_by_name ON reader_filters (coalesce(account_id, 0), name);
