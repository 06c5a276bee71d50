using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Rendering.Templates;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Mails;

/// <summary>How one look at what is due ended.</summary>
internal enum MailRound
{
    /// <summary>Nothing is due any more.</summary>
    Done,

    /// <summary>No relay takes mail just now, or the program stops; everything is due as before.</summary>
    Waiting,

    /// <summary>Another process sends from the database; this one has nothing more to do.</summary>
    Replaced,
}
