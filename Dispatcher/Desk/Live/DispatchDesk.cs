using Newsletter.Dispatcher.Audit;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Health;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Desk.Live;

/// <summary>What each page needs that does something with a dispatch.</summary>
internal sealed record DispatchDesk(
    Database Database,
    DispatchStore Dispatches,
    Ledger Ledger,
    LiveDispatches Live,
    AuditBook Audit,
    NewsletterSettings Newsletter,
    TimeProvider Clock
);
