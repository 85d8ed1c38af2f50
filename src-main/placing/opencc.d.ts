/** Signs of the traditional script with those of the simplified, as `traditional simplified|…`. */
declare module 'opencc-js/dict/TSCharacters' {
  const dictionary: string;
  export default dictionary;
}
