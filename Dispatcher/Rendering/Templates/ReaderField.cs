namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>The values of one reader that templates can show directly.</summary>
internal enum ReaderField
{
    Email,
    FirstName,
    LastName,
    TimeZone,
    Status,
    Term,
    TermEndsOn,
    Reference,
    Unsubscribe,
    Manage,
    Pay,
}
