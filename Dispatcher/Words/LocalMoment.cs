namespace Newsletter.Dispatcher.Words;

/// <summary>An instant that is said by the clocks of a zone. Tests: ReaderWordsTests.</summary>
internal readonly record struct LocalMoment(DateTimeOffset At, TimeZoneInfo Zone);
