namespace Newsletter.Dispatcher.Rendering.Templates;

/// <summary>The values of one reader that templates can show as they are.</summary>
internal enum ReaderField
{
    Email,
    FirstName,
    LastName,
    TimeZone,
    Status,
    Reference,
    Unsubscribe,
    Manage,
}
