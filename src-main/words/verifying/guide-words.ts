interface Listed {
  readonly title: string;
  readonly items: readonly string[];
}

export interface GuideWords {
  readonly title: string;
  readonly intro: string;
  readonly steps: Listed;
  readonly verdicts: { readonly title: string };
  readonly lines: Listed;
  readonly acrobat: Listed;
  readonly pitfalls: Listed;
  readonly made: (program: string) => string;
  readonly fileName: string;
}
