-- What the archive's search reads: an issue's text as its readers see it, without markup. opening: what a stranger may read
-- where the archive is a teaser; whole: null for an issue that cannot be shown without a reader. revision: which correction of
-- the issue this is. form: how the text was made; the program makes rows of another form anew. The service fills the table.
CREATE TABLE archive_texts (
    dispatch_id INTEGER NOT NULL PRIMARY KEY REFERENCES dispatches (id) ON DELETE CASCADE,
    revision    BIGINT  NOT NULL,
    form        BIGINT  NOT NULL,
    opening     TEXT,
    whole       TEXT
);

-- The same in small letters without accents, as words only; the rowid is the dispatch_id. It holds no copy of the text.
CREATE VIRTUAL TABLE archive_search USING fts5 (
    title, author, preheader, opening, whole,
    content = '', contentless_delete = 1, prefix = '2 3', tokenize = 'unicode61'
);

CREATE TRIGGER archive_texts_gone AFTER DELETE ON archive_texts BEGIN DELETE FROM archive_search WHERE rowid = old.dispatch_id; END;
