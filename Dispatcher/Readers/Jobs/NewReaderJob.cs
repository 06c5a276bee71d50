using Newsletter.Dispatcher.Subscribers.Search;

namespace Newsletter.Dispatcher.Readers.Jobs;

/// <summary>A job that is to be done.</summary>
/// <param name="Detail">The tag, the day (2027-01-31), or the name of the uploaded file; null where there is
/// none.</param>
/// <param name="Actor">Who asked for it.</param>
/// <param name="Reason">Why, in their words.</param>
internal sealed record NewReaderJob(
    ReaderJobKind Kind,
    string? Detail,
    ReaderFilter Filter,
    string Actor,
    string? Reason = null
);
